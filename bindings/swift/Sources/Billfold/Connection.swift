import BillfoldFFI
import Foundation

/// A member's connection to a payer. It prints its name and nothing of the member.
public struct Connection: Sendable, Equatable, Hashable, Identifiable {
    /// Names it in every other call. It says nothing about member or payer.
    public let id: String
    /// Preset id of the payer.
    public let payer: Payer.ID
    /// Name of the payer.
    public let payerName: String
    /// FHIR id of the patient whose records it opens.
    public let patient: String
    /// Scopes that were granted.
    public let scopes: [String]
    /// Scopes that were asked for and not granted: what they open will be missing.
    public let scopesMissing: [String]
    /// Who signed in, as a reference such as `RelatedPerson/7`. A personal representative is not the patient.
    public let user: String?
    /// What else the payer said about the sign-in.
    public let context: LaunchContext
    /// Whether access can be renewed without the member.
    public let canRefresh: Bool
    /// When access ends, where it cannot be renewed and the payer said so.
    public let accessEnds: Date?
    /// How the sign-in was protected.
    public let protection: SignInProtection
    /// When the member signed in.
    public let signedIn: Date
    /// When the last complete sync ended.
    public let synced: Date?
    /// A notice that the payer's terms oblige the app to show.
    public let notice: String?

    init(_ core: BillfoldFFI.Connection) {
        id = core.id
        payer = core.payer
        payerName = core.payerName
        patient = core.patient
        scopes = core.scopes
        scopesMissing = core.scopesMissing
        user = core.user
        context = core.context
        canRefresh = core.canRefresh
        accessEnds = core.accessEnds.map(Date.init(secondsSince1970:))
        protection = core.protection
        signedIn = Date(secondsSince1970: core.signedIn)
        synced = core.synced.map(Date.init(secondsSince1970:))
        notice = core.notice
    }
}

extension Origin {
    /// When the record was fetched.
    public var fetchedAt: Date { Date(secondsSince1970: fetched) }

    /// Since when the payer no longer has it; `nil` while it does.
    public var missingSinceAt: Date? { missingSince.map(Date.init(secondsSince1970:)) }
}

extension Date {
    /// A moment as the boundary counts it.
    init(secondsSince1970 seconds: UInt64) {
        self.init(timeIntervalSince1970: TimeInterval(seconds))
    }
}
