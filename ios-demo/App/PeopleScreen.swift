import Billfold
import SwiftUI

/// Whose records the plans open, and who is the same person at two plans.
struct PeopleScreen: View {
    let session: WalletSession

    var body: some View {
        let people = session.people
        List {
            if let problem = people.problem { ProblemNotice(problem: problem) { _ in Task { await people.list.retry() } } }
            Loaded(state: people.list.state, retry: people.list.retry) { all in
                if all.isEmpty {
                    Empty("Nobody yet", "person.2", "Whose records your plans open shows here.")
                } else {
                    Text(
                        """
                        Records of people whom you put together are shown as one person's. Only you know who is the same: \
                        twins and namesakes are not.
                        """)
                    ForEach(all) { PersonSection(people: people, content: $0) }
                }
            }
        }
        .navigationTitle("People")
        .reads(people.list)
    }
}

struct PersonSection: View {
    let people: PeopleModel
    let content: PersonContent

    var body: some View {
        Section(content.person.title) {
            if let born = content.person.birthDate { FieldRow("Born", born.words()) }
            ForEach(content.plans) { plan in
                ListRow(title: plan.payerName, subtitle: plan.isRepresented ? "You signed in for them" : nil)
                if content.plans.count > 1 {
                    Button("Not the same person") { Task { await people.unlink(plan.id) } }
                }
            }
            ForEach(content.mayBe) { other in
                Notice(
                    text: """
                        \(other.name ?? "Somebody"), with the same birth date, is in your wallet too. Is it the same person?
                        """
                ) {
                    Button("Yes, the same person") { link(other) }
                }
            }
            if !content.others.isEmpty {
                // Plans write names in their own ways: the member may know more than the wallet sees.
                DisclosureGroup("The same person as…") {
                    ForEach(content.others) { other in
                        Button { link(other) } label: {
                            ListRow(title: "The same as \(other.name ?? "somebody without a name")", subtitle: other.born)
                        }
                        .foregroundStyle(.primary)
                    }
                }
            }
        }
    }

    private func link(_ other: Person) {
        Task { await people.link([content.person.id, other.id]) }
    }
}
