import Billfold

extension Provenance {
    /// What was done, when, and by whom.
    var summary: String {
        let who = agents.compactMap { joined([$0.name, $0.role?.text, $0.onBehalfOf.map { "for \($0)" }], by: ", ") }
        return joined([activity?.text, recorded?.words()].compactMap { $0 } + who, by: "\n") ?? "No more is said"
    }
}

extension Person {
    var title: String { name ?? "A person without a name" }

    var born: String? { birthDate.map { "Born \($0.words())" } }
}

extension PatientChoice {
    var title: String { name ?? "A person without a name" }

    var born: String? { birthDate.map { "Born \($0)" } }
}
