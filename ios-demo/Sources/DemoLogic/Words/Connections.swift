import Billfold
import Foundation

extension Connection {
    /// Until when the wallet may fetch.
    func accessWords(now: Date = Date()) -> String {
        if canRefresh { return "Until you sign out" }
        guard let ends = accessEnds else { return "Your plan did not say for how long" }
        return ends < now ? "Ended \(momentWords(ends)): sign in again to update" : "Until \(momentWords(ends))"
    }

    /// What the app may do, since when, and with what.
    var access: [Field] {
        fields(
            ("The app may update", accessWords()),
            ("Signed in", momentWords(signedIn)),
            ("Shared", sharesOf(scopes).lines ?? "Your plan did not say"),
            ("Asked for and not shared", scopesMissing.isEmpty ? nil : scopesMissing.joined(separator: ", ")))
    }

    /// When the records were last updated.
    func syncedWords(now: Date = Date()) -> String { synced.map { agoWords($0, now: now) } ?? "Not yet" }

    /// Whether somebody else signed in for the patient, such as a parent: the records are not the signed-in person's own.
    var isRepresented: Bool { user.map { !$0.hasSuffix("Patient/\(patient)") } ?? false }

    /// A plan in a list, while its sync is in this state.
    func summary(_ sync: SyncState) -> String {
        switch sync {
        case .running: "Updating"
        case .paused: "Update paused"
        case .failed: "Not up to date"
        case .idle, .done: "Updated: \(syncedWords())"
        }
    }
}

extension SyncProgress {
    /// How far it is, from 0 to 1.
    var fraction: Double { planned == 0 ? 0 : Double(done) / Double(planned) }

    /// How much has come, and of what.
    var words: String {
        let count = expected.map { "\(records) of about \(counted($0, "record"))" } ?? counted(records, "record")
        return "\(count), now: \(kindName(resourceType).lowercased())"
    }
}

extension SyncReport {
    /// What was new.
    var news: String {
        let gone = missing > 0 ? ", \(missing) that your plan no longer has" : ""
        return "\(counted(new, "new record")), \(changed) changed\(gone)"
    }

    /// How many records there are of each kind, by the names that members know.
    var kinds: [Field] {
        records.map { Field(name: kindName($0.key), value: "\($0.value)") }.sorted { $0.name < $1.name }
    }

    /// What could not be fetched whole.
    var notAll: String {
        let kinds = failed.map { kindName($0.resourceType).lowercased() }.joined(separator: ", ")
        return "Not everything came: \(kinds). The rest is up to date."
    }
}
