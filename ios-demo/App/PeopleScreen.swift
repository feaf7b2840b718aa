import Billfold
import SwiftUI

/// Whose records the plans open, and which of these people are one.
struct PeopleScreen: View {
    let session: WalletSession

    var body: some View {
        let model = session.connections
        List {
            if let problem = model.peopleProblem { ProblemNotice(problem: problem) { _ in Task { await model.people.retry() } } }
            Loaded(state: model.people.state, retry: model.people.retry) { people in
                if people.isEmpty { Empty("Nobody yet", "person.2", "The people whose records your plans open show here.") }
                ForEach(people) { PersonSection(session: session, person: $0) }
            }
        }
        .navigationTitle("People")
        .reads(model.people)
        .reads(model.list)
    }
}

struct PersonSection: View {
    let session: WalletSession
    let person: Person

    var body: some View {
        let model = session.connections
        let plans = (model.list.state.value ?? []).filter { person.connections.contains($0.id) }
        Section {
            ListRow(title: person.title, subtitle: person.born)
            ForEach(plans) { plan in
                ListRow(title: plan.payerName)
                if plans.count > 1 {
                    Button("This is somebody else") { Task { await model.unlink(plan.id) } }
                }
            }
            ForEach(model.mayBeSame(as: person)) { other in
                Notice(text: "\(other.title) may be the same person.") {
                    Button("They are one") { Task { await model.link([person.id, other.id]) } }
                }
            }
        }
    }
}
