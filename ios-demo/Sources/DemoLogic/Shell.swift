import Billfold
import Foundation

/// What only the platform can do, for the whole app.
@MainActor
struct Shell {
    /// The directory that no backup takes.
    let directory: URL
    let settings: any Settings
    /// Whether this build is for developers: it may keep a client secret, and shows details of problems.
    let isPrototype: Bool
    let browser: any Browser
    let authenticator: any Authenticator
    let locator: any Locator
    /// The device's secure store under a name.
    let secureStore: (String) -> any SecureStore
}

/// The system browser, in a session that returns the callback to this app alone.
@MainActor
protocol Browser {
    /// Opens the sign-in and returns the callback URL. Throws `WalletError.cancelled` where the member closes it.
    func open(_ request: SignInRequest) async throws(WalletError) -> URL
}

/// The device's own proof of who holds it: face, finger or passcode.
@MainActor
protocol Authenticator {
    /// Asks the member to prove themselves, and says for what. False where they do not, or where the device has no
    /// passcode.
    func prove(_ reason: String) async -> Bool
}

/// Where the device is.
@MainActor
protocol Locator {
    /// Asks the member whether the app may know; `nil` where it may not, or where the device does not know.
    func locate() async -> Position?
}

/// Small plain settings of the app. Nothing of a member is in them.
protocol Settings {
    func read(_ name: String) -> String?
    /// `nil` removes it.
    func write(_ value: String?, to name: String)
}

extension UserDefaults: Settings {
    func read(_ name: String) -> String? { string(forKey: name) }

    func write(_ value: String?, to name: String) {
        if let value { set(value, forKey: name) } else { removeObject(forKey: name) }
    }
}
