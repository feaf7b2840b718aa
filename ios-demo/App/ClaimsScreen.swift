import Billfold
import SwiftUI

/// All claims, with the filter above them.
struct ClaimsScreen: View {
    let session: WalletSession

    var body: some View {
        @Bindable var pages = session.claims.pages
        List {
            if let choices = session.claims.choices.state.value, !choices.connections.isEmpty {
                DisclosureGroup(pages.query.choices > 0 ? "Filter (\(pages.query.choices))" : "Filter") { ClaimFilterRows(pages: pages, choices: choices) }
            }
            if let asked = session.claims.priorAuthorizations.state.value, !asked.isEmpty {
                NavigationLink(value: Screen.priorAuthorizations) {
                    ListRow(
                        title: "Prior authorizations", subtitle: "What your plan was asked to agree to beforehand",
                        end: "\(asked.count)")
                }
            }
            PagedRows(pager: pages, count: { counted($0, "claim") }) { claim in
                NavigationLink(value: Screen.claim(claim)) { ClaimRow(claim: claim) }
            } empty: {
                if pages.query == ClaimFilter() {
                    Empty(
                        "No claims", "doc.text",
                        "When you have had care and your plan has decided on it, the claim shows here.")
                } else {
                    Empty("Nothing found", "doc.text", "No claim fits all that you look for.")
                }
            }
        }
        .navigationTitle("Claims")
        .searchable(text: $pages.query.text, prompt: "Search: a doctor, a hospital, a service")
        .refreshable { _ = await session.sync.refreshAll() }
        .reads(pages)
        .reads(session.claims.choices)
        .reads(session.claims.priorAuthorizations)
    }
}

/// What narrows the list, beside the words that are searched.
struct ClaimFilterRows: View {
    @Bindable var pages: Pager<ClaimFilter, Claim>
    let choices: ClaimChoices

    var body: some View {
        Picker("When", selection: $pages.query.period) {
            ForEach(ClaimPeriod.allCases, id: \.self) { Text($0.words).tag($0) }
        }
        Picker("Care", selection: $pages.query.kind) {
            Text("Any care").tag(ClaimKind?.none)
            ForEach(ClaimKind.lookedFor, id: \.self) { Text($0.words).tag(ClaimKind?.some($0)) }
        }
        Picker("Payment", selection: $pages.query.payment) {
            Text("Paid or not").tag(PaymentStatus?.none)
            ForEach(PaymentStatus.all, id: \.self) { Text($0.words).tag(PaymentStatus?.some($0)) }
        }
        if choices.connections.count > 1 {
            Picker("Plan", selection: $pages.query.connection) {
                Text("All plans").tag(Connection.ID?.none)
                ForEach(choices.connections) { Text($0.payerName).tag(Connection.ID?.some($0.id)) }
            }
        }
        if choices.people.count > 1 {
            Picker("Who", selection: $pages.query.person) {
                Text("Everybody").tag(Person.ID?.none)
                ForEach(choices.people) { Text($0.name ?? "Without a name").tag(Person.ID?.some($0.id)) }
            }
        }
    }
}

/// A claim in a list.
struct ClaimRow: View {
    let claim: Claim

    var body: some View {
        ListRow(
            title: claim.title, subtitle: claim.summary, end: claim.memberOwes?.money.words() ?? "Not stated",
            endNote: "you owe")
    }
}

/// One claim: what the member owes, how it came to that, and line by line.
struct ClaimScreen: View {
    let claim: Claim

    var body: some View {
        List {
            Section { OwedView(claim: claim) }
            if !claim.replacedBy.isEmpty {
                Notice("A newer claim takes the place of this one. It does not count any more.")
            }
            if !claim.denialReasons.isEmpty {
                Notice(
                    "Why your plan did not pay", detail: claim.denialReasons.joined(separator: "\n"), isAlarming: true)
            }
            if !claim.discrepancies.isEmpty {
                Notice(
                    """
                    Your plan states some amounts in two ways that differ. What is shown is what it states for the whole \
                    claim.
                    """)
            }
            if !claim.amounts.isEmpty {
                Section("How it came to that") {
                    ForEach(claim.amounts, id: \.self) { amount in
                        ListRow(
                            title: amount.name, subtitle: amount.meaning, end: amount.figure.money.words(),
                            footer: amount.figure.source.words)
                    }
                }
            }
            if !claim.items.isEmpty {
                Section("Line by line") {
                    ForEach(Array(claim.items.enumerated()), id: \.offset) { ClaimLine(item: $0.element) }
                }
            }
            FieldSection("About this claim", claim.about)
            Section {
                NavigationLink("Show it as your plan sent it", value: Screen.source(claim.origin))
            }
        }
        .navigationTitle("Claim")
        .navigationBarTitleDisplayMode(.inline)
    }
}

/// What the member owes, and where that figure comes from.
struct OwedView: View {
    let claim: Claim

    var body: some View {
        VStack(alignment: .leading, spacing: 4) {
            Text(claim.title).font(.headline)
            if let service = claim.serviceWords { Text(service).font(.subheadline) }
            Text("You owe").font(.subheadline).padding(.top, 8)
            Text(claim.memberOwes?.money.words() ?? "Not stated").font(.largeTitle).bold()
            if let owed = claim.memberOwes { Text(owed.source.words).font(.footnote).foregroundStyle(.secondary) }
        }
        .accessibilityElement(children: .combine)
    }
}

struct ClaimLine: View {
    let item: ClaimItem

    var body: some View {
        VStack(alignment: .leading, spacing: 4) {
            Text(item.title)
            if let summary = item.summary { Text(summary).font(.subheadline).foregroundStyle(.secondary) }
            ForEach(item.amounts, id: \.self) { LabeledContent($0.name, value: $0.value).font(.subheadline) }
            ForEach(item.denialReasons, id: \.self) { Text($0).font(.footnote) }
        }
        .accessibilityElement(children: .combine)
    }
}
