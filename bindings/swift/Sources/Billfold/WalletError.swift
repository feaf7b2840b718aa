import BillfoldFFI
import Foundation

/// What went wrong, by what the app should do next.
///
/// `localizedDescription` is for the member. `detail` is for developers and logs: it never holds a token, an id, a
/// record, or a word of the server's or of the secure store's.
public enum WalletError: Error, Equatable, Sendable {
    /// Nothing to do: the member or the app stopped it.
    case cancelled(detail: String)
    /// Tell the member that access was not granted; they can start again.
    case accessDenied(detail: String)
    /// Tell the member that the payer could not log them in.
    case loginFailed(detail: String)
    /// Developer: the payer does not know this client. Check id, secret and registration.
    case unknownClient(detail: String)
    /// Developer: the configuration is refused; `detail` says which rule.
    case misconfigured(detail: String)
    /// Try again when there is a connection, or later.
    case offline(detail: String)
    /// The payer has a problem: try again later, and not before `retryAfter` where the payer asked for it.
    case payerUnavailable(detail: String, retryAfter: Duration?)
    /// The payer's answer breaks the rules of its protocol; report it.
    case payerMisbehaved(detail: String)
    /// The payer does not cover this with the member's grant.
    case forbidden(detail: String)
    /// Ignore: this callback was for nobody. Pending sign-ins are untouched.
    case strayRedirect(detail: String)
    /// Begin the sign-in again.
    case restartSignIn(detail: String)
    /// The sign-in opens the records of several patients: show ``Wallet/patientChoices(of:)``, and complete it with
    /// ``Wallet/choosePatient(_:of:)`` within ten minutes.
    case choosePatient(detail: String, signIn: String)
    /// Access has ended: sign in again.
    case signInRequired(detail: String)
    /// A sync of this connection is already running.
    case alreadyRunning(detail: String)
    /// The device's secure store or the wallet's file is not available.
    case storeUnavailable(detail: String)
    /// There is no such connection or record.
    case notFound(detail: String)

    /// For developers and logs.
    public var detail: String {
        switch self {
        case .cancelled(let detail), .accessDenied(let detail), .loginFailed(let detail),
            .unknownClient(let detail), .misconfigured(let detail), .offline(let detail),
            .payerUnavailable(let detail, _), .payerMisbehaved(let detail), .forbidden(let detail),
            .strayRedirect(let detail), .restartSignIn(let detail), .signInRequired(let detail),
            .alreadyRunning(let detail), .storeUnavailable(let detail), .notFound(let detail),
            .choosePatient(let detail, _):
            detail
        }
    }
}

extension WalletError: LocalizedError {
    /// What the member is told, in English. An app that speaks other languages switches over the cases.
    public var errorDescription: String? {
        switch self {
        case .cancelled: "This was cancelled."
        case .accessDenied: "Your health plan was not given permission to share your records."
        case .loginFailed: "Your health plan could not log you in. Check your user name and password there."
        case .unknownClient: "Your health plan does not know this app yet."
        case .misconfigured: "This app is not set up correctly for your health plan."
        case .offline: "Your health plan cannot be reached. Check your connection and try again."
        case .payerUnavailable: "Your health plan's service is not available. Try again later."
        case .payerMisbehaved: "Your health plan's service sent an answer that this app cannot use."
        case .forbidden: "Your health plan does not share this with the permission that you gave."
        case .strayRedirect: "A sign-in that was not started here was ignored."
        case .restartSignIn: "The sign-in could not be finished. Please start it again."
        case .choosePatient: "Choose whose records you want to see."
        case .signInRequired: "Please sign in to your health plan again."
        case .alreadyRunning: "Your records are already being updated."
        case .storeUnavailable: "Your records cannot be opened. Unlock this device and try again."
        case .notFound: "This is no longer in your wallet."
        }
    }
}

extension WalletError {
    /// What the boundary throws, in an app's terms.
    init(_ error: any Error) {
        guard let error = error as? BillfoldError else {
            // A panic of the core's. Like one on the core's workers, it leaves a store that cannot be used now.
            self = .storeUnavailable(detail: "the core failed unexpectedly")
            return
        }
        self =
            switch error {
            case .Cancelled(let detail): .cancelled(detail: detail)
            case .AccessDenied(let detail): .accessDenied(detail: detail)
            case .LoginFailed(let detail): .loginFailed(detail: detail)
            case .UnknownClient(let detail): .unknownClient(detail: detail)
            case .Misconfigured(let detail): .misconfigured(detail: detail)
            case .Offline(let detail): .offline(detail: detail)
            case .PayerUnavailable(let detail, let retryAfter):
                .payerUnavailable(detail: detail, retryAfter: retryAfter.map { .seconds($0) })
            case .PayerMisbehaved(let detail): .payerMisbehaved(detail: detail)
            case .Forbidden(let detail): .forbidden(detail: detail)
            case .StrayRedirect(let detail): .strayRedirect(detail: detail)
            case .RestartSignIn(let detail): .restartSignIn(detail: detail)
            case .ChoosePatient(let detail, let signIn): .choosePatient(detail: detail, signIn: signIn)
            case .SignInRequired(let detail): .signInRequired(detail: detail)
            case .AlreadyRunning(let detail): .alreadyRunning(detail: detail)
            case .StoreUnavailable(let detail): .storeUnavailable(detail: detail)
            case .NotFound(let detail): .notFound(detail: detail)
            }
    }
}
