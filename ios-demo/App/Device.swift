import Billfold
import Foundation
import LocalAuthentication
import UIKit

extension Shell {
    /// This phone.
    static var device: Shell {
        Shell(
            directory: walletDirectory,
            settings: UserDefaults.standard,
            isPrototype: isDebugBuild,
            browser: SystemBrowser(),
            authenticator: DeviceOwner(),
            locator: DeviceLocator(),
            secureStore: { KeychainStore(service: "org.billfold.\($0)") })
    }

    private static var isDebugBuild: Bool {
        #if DEBUG
            true
        #else
            false
        #endif
    }

    /// Records are fetched again on a new phone, and its key is not in a backup: the wallet's file is in none either.
    private static var walletDirectory: URL {
        let support = FileManager.default.urls(for: .applicationSupportDirectory, in: .userDomainMask)[0]
        let directory = support.appending(path: "billfold", directoryHint: .isDirectory)
        #if os(iOS)
            try? FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            var excluded = URLResourceValues()
            excluded.isExcludedFromBackup = true
            var marked = directory
            try? marked.setResourceValues(excluded)
        #endif
        return directory
    }
}

/// The system browser, over the app's window.
struct SystemBrowser: Browser {
    func open(_ request: SignInRequest) async throws(WalletError) -> URL {
        guard let window = UIWindowScene.shown?.keyWindow else {
            throw .misconfigured(detail: "there is no window over which the browser could appear")
        }
        return try await WebSignIn(anchor: window).open(request)
    }
}

/// Face ID, Touch ID, or the passcode where neither is set up.
struct DeviceOwner: Authenticator {
    func prove(_ reason: String) async -> Bool {
        do {
            return try await LAContext().evaluatePolicy(.deviceOwnerAuthentication, localizedReason: reason)
        } catch {
            return false
        }
    }
}

/// The screen as bright as it can be while a card is held out to a scanner.
@MainActor
final class Brightness {
    private var before: CGFloat?

    func raise() {
        guard before == nil, let screen = UIWindowScene.shown?.screen else { return }
        before = screen.brightness
        screen.brightness = 1
    }

    func restore() {
        guard let before else { return }
        UIWindowScene.shown?.screen.brightness = before
        self.before = nil
    }
}
