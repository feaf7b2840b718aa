import Billfold
import SwiftUI

/// From the payer's name to the connection.
struct AddPlanSheet: View {
    let session: WalletSession

    var body: some View {
        NavigationStack {
            content
                .navigationTitle("Add a plan")
                .navigationBarTitleDisplayMode(.inline)
                .toolbar {
                    ToolbarItem(placement: .cancellationAction) {
                        Button("Close") {
                            session.signIn.cancel()
                            session.navigator.addsPlan = false
                        }
                    }
                }
        }
        .interactiveDismissDisabled(!isIdle)
    }

    private var isIdle: Bool {
        if case .idle = session.signIn.state { true } else { false }
    }

    @ViewBuilder private var content: some View {
        let signIn = session.signIn
        switch signIn.state {
        case .idle: PickerList(session: session)
        case .clientNeeded(let choice, let entry): ClientForm(session: session, choice: choice, entry: entry)
        case .preparing(let choice): List { Busy("Asking \(choice.name) how it signs members in") }
        case .offer(let choice, let protection): OfferList(signIn: signIn, choice: choice, protection: protection)
        case .inBrowser(let choice): inBrowser(choice)
        case .completing: List { Busy("Completing the sign-in") }
        case .patientNeeded(_, let patients): PatientList(signIn: signIn, patients: patients)
        case .connected(let connection): connected(connection)
        case .ended(let choice, let problem): ended(choice, problem)
        }
    }

    private func inBrowser(_ choice: PayerChoice) -> some View {
        List {
            Busy("Waiting for you to sign in at \(choice.name)")
            Text("Nothing is kept until you come back. If you closed the browser, cancel and start again.")
            Button("Cancel") { session.signIn.cancel() }
        }
    }

    private func connected(_ connection: Connection) -> some View {
        List {
            ContentUnavailableView {
                Label("Signed in", systemImage: "checkmark.circle.fill")
            } description: {
                Text("Your records from \(connection.payerName) are on their way.")
            } actions: {
                Button("Go to your wallet") {
                    session.signIn.dismiss()
                    session.navigator.addsPlan = false
                    session.navigator.tab = .home
                }
                .buttonStyle(.borderedProminent)
            }
            if !connection.scopesMissing.isEmpty {
                Notice("Your plan does not share everything that was asked for: some records will be missing.")
            }
        }
    }

    private func ended(_ choice: PayerChoice?, _ problem: Problem) -> some View {
        List {
            ProblemNotice(problem: problem) { next in
                guard let choice else { return session.signIn.dismiss() }
                if next == .checkSetup { session.signIn.editClient(choice) } else { session.signIn.choose(choice) }
            }
            Button("Choose another plan") { session.signIn.dismiss() }
        }
    }
}

/// Which plan: those that are built in, and the address of any other.
struct PickerList: View {
    let session: WalletSession

    var body: some View {
        @Bindable var picker = session.picker
        List {
            Section("Plans") {
                if picker.shown.isEmpty {
                    ListRow(
                        title: "No plan of that name",
                        subtitle: "Ask your plan for the address of its Patient Access API and enter it below.")
                }
                ForEach(picker.shown) { payer in
                    Button { session.signIn.choose(picker.choice(payer)) } label: {
                        ListRow(title: payer.name, subtitle: payer.signInWords)
                    }
                    .foregroundStyle(.primary)
                }
            }
            Section {
                TextField("https://…/fhir", text: $picker.address)
                    .keyboardType(.URL)
                    .textInputAutocapitalization(.never)
                    .autocorrectionDisabled()
                Button("Look it up") { session.signIn.choose(picker.typed) }.disabled(stated(picker.address) == nil)
            } header: {
                Text("My plan's address")
            } footer: {
                Text("Any plan with a Patient Access API works by its FHIR address.")
            }
            if !session.sandbox.isEmpty {
                Section("Sandbox logins") {
                    ForEach(session.sandbox) { FieldRow($0.id, "\($0.userName)\n\($0.password)") }
                }
            }
        }
        .searchable(text: $picker.search, prompt: "Search plans")
    }
}

/// The sheet before the browser opens.
struct OfferList: View {
    let signIn: SignInModel
    let choice: PayerChoice
    let protection: SignInProtection

    var body: some View {
        List {
            Section {
                Text("Sign in to \(choice.name)").font(.title3).bold()
                Text("Your plan's own page opens in the browser. You sign in there: this app never sees your password.")
                if let notice = choice.payer?.notice { Notice(notice) }
            }
            Section("What will be shared with this app") {
                ForEach(choice.payer?.shares ?? usualShares, id: \.self) { Text($0) }
            }
            Section {
                SafeguardRows(safeguards: protection.safeguards)
            } header: {
                Text("How this sign-in is protected")
            } footer: {
                Text("Your records stay on this device, encrypted. Nobody else receives them from this app.")
            }
            Section {
                Button("Continue to sign in") { signIn.proceed() }.bold()
                Button("Cancel", role: .cancel) { signIn.cancel() }
            }
        }
    }
}

/// Whose records, where the sign-in opens several people's.
struct PatientList: View {
    let signIn: SignInModel
    let patients: [PatientChoice]

    var body: some View {
        List {
            Section("Whose records do you want to see?") {
                ForEach(patients, id: \.self) { patient in
                    Button { signIn.choosePatient(patient) } label: { ListRow(title: patient.title, subtitle: patient.born) }
                        .foregroundStyle(.primary)
                }
            }
            Button("Cancel", role: .cancel) { signIn.cancel() }
        }
    }
}
