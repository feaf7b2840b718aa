import Billfold

/// What a screen offers beside a problem.
enum NextStep: Sendable {
    /// The same again, now.
    case retry
    /// The same again, but not at once: the payer asks for time.
    case retryLater
    /// A new sign-in to the same payer.
    case signIn
    /// Client id, secret and redirect are the developer's to mend.
    case checkSetup
    /// There is nothing to do.
    case none

    /// What the button says; `nil` where there is none.
    var action: String? {
        switch self {
        case .retry, .retryLater: "Try again"
        case .signIn: "Sign in again"
        case .checkSetup: "Check the app's registration"
        case .none: nil
        }
    }
}

/// What went wrong, as a screen shows it.
struct Problem: Error, Equatable, Sendable {
    /// For the member.
    let message: String
    /// What the screen offers.
    let next: NextStep
    /// For developers: shown in prototypes only.
    let detail: String
    /// What was asked for is not there.
    var isNotFound = false

    /// The same may succeed later without anybody doing anything.
    var isTemporary: Bool { next == .retry || next == .retryLater }
}

extension Problem {
    /// What to show and to offer.
    init(_ error: WalletError) {
        self.init(message: error.localizedDescription, next: error.nextStep, detail: error.detail)
        if case .notFound = error { isNotFound = true }
    }
}

extension WalletError {
    fileprivate var nextStep: NextStep {
        switch self {
        case .offline, .storeUnavailable, .cancelled, .alreadyRunning: .retry
        case .payerUnavailable: .retryLater
        case .accessDenied, .loginFailed, .restartSignIn, .signInRequired, .choosePatient: .signIn
        case .unknownClient, .misconfigured: .checkSetup
        case .payerMisbehaved, .forbidden, .strayRedirect, .notFound: .none
        }
    }
}
