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
}

extension Date {
    fileprivate init(secondsSince1970 seconds: UInt64) {
        self.init(timeIntervalSince1970: TimeInterval(seconds))
    }
}
