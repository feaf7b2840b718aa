import Billfold

/// A record of the health record, laid out for a list and for its own screen.
struct HealthItem: Hashable, Sendable, PrintsNameOnly {
    let title: String
    /// When it was, for the member to read.
    let date: String?
    /// What a list shows at the row's end.
    let value: String?
    let origin: Origin
    /// The code whose values over time can be shown.
    var trendCode: String?
    /// What a document consists of, by the names of its attachments.
    var parts: [String] = []
    /// All else that the record says, in the order of the screen.
    let fields: [Field]
}

extension Condition {
    var item: HealthItem {
        HealthItem(
            title: name.text,
            date: (onset?.text ?? recorded?.words()).map { "Since \($0)" },
            value: standing.words,
            origin: origin,
            fields: fields(
                ("Status", clinicalStatus?.text),
                ("Certainty", verificationStatus?.text),
                ("Severity", severity?.text),
                ("Began", onset?.text),
                ("Ended", abatement?.text),
                ("Where in the body", bodySites.words),
                ("Recorded", recorded?.words()),
                ("Recorded by", recorder ?? asserter),
                ("Kind", categories.words),
                ("Notes", notes.lines)))
    }
}

extension Allergy {
    var item: HealthItem {
        HealthItem(
            title: name.text,
            date: (onset?.text ?? recorded?.words()).map { "Since \($0)" },
            value: noneKnown ? nil : standing.words,
            origin: origin,
            fields: fields(
                ("Reactions", reactions.compactMap(\.words).lines),
                ("Danger", criticality?.text),
                ("Kind", joined([kind?.text] + categories.map(\.text), by: ", ")),
                ("Status", clinicalStatus?.text),
                ("Certainty", verificationStatus?.text),
                ("Last reaction", lastOccurrence?.words()),
                ("Recorded", recorded?.words()),
                ("Recorded by", recorder ?? asserter),
                ("Notes", notes.lines)))
    }
}

extension AllergyReaction {
    fileprivate var words: String? {
        (manifestations.words ?? description).flatMap { joined([$0, severity?.text], by: ", ") }
    }
}

extension Wallet.Observation {
    var item: HealthItem {
        var all: [(String, String?)] = [
            ("Result", value?.text ?? absentReason?.text),
            ("Meaning", interpretations.words),
            ("Usual range", referenceRanges.map(\.text).lines),
        ]
        all += components.map { ($0.name.text, $0.value?.text ?? $0.absentReason?.text) }
        all += [
            ("When", effective?.text),
            ("By", performers.lines),
            ("Method", method?.text),
            ("Specimen", specimen),
            ("Where in the body", bodySite?.text),
            ("Status", status?.text),
            ("Notes", notes.lines),
        ]
        return HealthItem(
            title: name.text, date: effective?.text, value: value?.text ?? absentReason?.text, origin: origin,
            trendCode: name.codes.first?.code, fields: fields(all))
    }

    fileprivate var result: String? {
        joined([value?.text, interpretations.words], by: ", ") ?? absentReason?.text
    }
}

extension DiagnosticReport {
    var item: HealthItem {
        var all: [(String, String?)] = [("Conclusion", conclusion)]
        all += results.map { ($0.name.text, $0.result) }
        all += [
            ("Not sent by your plan", missingResults.lines),
            ("By", (performers + interpreters).distinct.lines),
            ("Kind", categories.words),
            ("Status", status?.text),
        ]
        return HealthItem(
            title: name.text, date: effective?.text ?? issued?.words(), value: nil, origin: origin,
            parts: attachments.map(\.name), fields: fields(all))
    }
}

extension Immunization {
    var item: HealthItem {
        HealthItem(
            title: vaccine.text,
            date: occurred?.text,
            value: notDone ? "Not given" : nil,
            origin: origin,
            fields: fields(
                ("When", occurred?.text),
                ("Why not given", notDone ? statusReason?.text : nil),
                ("Dose", doseNumber),
                ("Given by", performers.lines),
                ("Where", location),
                ("Site", site?.text),
                ("Route", route?.text),
                ("Manufacturer", manufacturer),
                ("Lot", lotNumber),
                ("Reported by", reportOrigin?.text),
                ("Notes", notes.lines)))
    }
}

extension Procedure {
    var item: HealthItem {
        HealthItem(
            title: name.text,
            date: performed?.text,
            value: notDone ? "Not done" : nil,
            origin: origin,
            fields: fields(
                ("When", performed?.text),
                ("Status", status?.text),
                ("Why", reasons.lines),
                ("By", performers.map(\.words).lines),
                ("Where", location),
                ("Where in the body", bodySites.words),
                ("Outcome", outcome?.text),
                ("Complications", complications.words),
                ("Follow-up", followUp.words),
                ("Notes", notes.lines)))
    }
}

extension Participant {
    fileprivate var words: String { joined([name, role?.text], by: ", ") ?? name }
}

extension Encounter {
    var item: HealthItem {
        HealthItem(
            title: name,
            date: period?.words,
            value: nil,
            origin: origin,
            fields: fields(
                ("When", period?.words),
                ("Setting", setting?.text),
                ("Why", (reasons + diagnoses).distinct.lines),
                ("With", participants.map(\.words).lines),
                ("Where", (locations + [serviceProvider].compactMap { $0 }).distinct.lines),
                ("Admitted from", admitSource?.text),
                ("Discharged to", dischargeDisposition?.text),
                ("Status", status?.text)))
    }
}

extension Document {
    var item: HealthItem {
        HealthItem(
            title: title,
            date: date?.words(),
            value: nil,
            origin: origin,
            parts: attachments.map(\.name),
            fields: fields(
                ("Kind", kind?.text),
                ("About", description),
                ("Written by", authors.lines),
                ("Kept by", custodian),
                ("About the time", period?.words),
                ("Status", status?.text)))
    }
}

extension Attachment {
    fileprivate var name: String { title ?? contentType ?? "Attachment" }
}

extension CarePlan {
    var item: HealthItem {
        HealthItem(
            title: title,
            date: period?.words,
            value: status?.text,
            origin: origin,
            fields: fields(
                ("About", description),
                ("Text", narrative),
                ("For", addresses.lines),
                ("Goals", goals.lines),
                ("Steps", activities.compactMap { joined([$0.text, $0.status?.text], by: ", ") }.lines),
                ("By", author),
                ("Team", careTeams.lines),
                ("Notes", notes.lines)))
    }
}

extension Goal {
    var item: HealthItem {
        HealthItem(
            title: description.text,
            date: start?.text,
            value: achievement?.text ?? lifecycleStatus?.text,
            origin: origin,
            fields: fields(
                ("Status", lifecycleStatus?.text),
                ("Reached", achievement?.text),
                ("Targets", targets.compactMap(\.words).lines),
                ("Priority", priority?.text),
                ("For", addresses.lines),
                ("Set by", expressedBy),
                ("Notes", notes.lines)))
    }
}

extension GoalTarget {
    fileprivate var words: String? { joined([measure?.text, detail, due?.text.map { "by \($0)" }], by: ", ") }
}

extension CareTeam {
    var item: HealthItem {
        HealthItem(
            title: name,
            date: period?.words,
            value: status?.text,
            origin: origin,
            fields: fields(
                ("Members", members.compactMap { joined([$0.name, $0.roles.words, $0.onBehalfOf], by: ", ") }.lines),
                ("Organizations", organizations.lines),
                ("For", reasons.lines),
                ("Notes", notes.lines)))
    }
}

extension Device {
    var item: HealthItem {
        HealthItem(
            title: name,
            date: manufactured.map { "Made \($0.words())" },
            value: status?.text,
            origin: origin,
            fields: fields(
                ("Kind", kind?.text),
                ("Manufacturer", manufacturer),
                ("Model", model),
                ("Serial number", serialNumber),
                ("Lot", lotNumber),
                ("Device identifier (UDI)", identifiers.compactMap { $0.humanReadable ?? $0.deviceIdentifier }.lines),
                ("Expires", expires?.words()),
                ("Notes", notes.lines)))
    }
}

extension Standing {
    var words: String? {
        switch self {
        case .active: "Active"
        case .inactive: "Past"
        case .refuted: "Ruled out"
        case .unknown: nil
        }
    }
}
