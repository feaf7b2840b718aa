import Billfold
import SwiftUI

/// What the plan was asked before care was given.
struct PriorAuthorizationsScreen: View {
    let session: WalletSession

    var body: some View {
        let asked = session.claims.priorAuthorizations
        List {
            Loaded(state: asked.state, retry: asked.retry) { all in
                if all.isEmpty {
                    Empty(
                        "No prior authorizations", "checkmark.seal",
                        "When your plan has been asked to agree to care beforehand, it shows here.")
                }
                ForEach(all, id: \.self) { one in
                    NavigationLink(value: Screen.priorAuthorization(one)) {
                        ListRow(title: one.title, subtitle: one.summary, end: one.decision)
                    }
                }
            }
        }
        .navigationTitle("Prior authorizations")
        .reads(asked)
    }
}

/// One of them: the decision, for whom it is valid, and line by line.
struct PriorAuthorizationScreen: View {
    let asked: PriorAuthorization

    var body: some View {
        List {
            Section { FieldRows(fields: asked.about) }
            if !asked.items.isEmpty {
                Section("What was asked for") {
                    ForEach(Array(asked.items.enumerated()), id: \.offset) { _, item in
                        ListRow(
                            title: item.title, subtitle: item.summary, end: item.review?.decision.words,
                            footer: item.review?.reasons.joined(separator: "\n"))
                    }
                }
            }
            Section {
                NavigationLink("Show it as your plan sent it", value: Screen.source(asked.origin))
            }
        }
        .navigationTitle("Prior authorization")
        .navigationBarTitleDisplayMode(.inline)
    }
}
