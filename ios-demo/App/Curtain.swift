import SwiftUI
import UIKit

/// A window above all others, sheets and prompts of the app included, that hides the records: while the app is not in
/// front, so that the app switcher has no picture of them, and while it is locked.
@MainActor
final class Curtain {
    private var window: UIWindow?

    func draw(_ isDrawn: Bool, over app: AppModel) {
        guard isDrawn else {
            window?.isHidden = true
            window = nil
            return
        }
        guard window == nil, let scene = UIWindowScene.shown else { return }
        let window = UIWindow(windowScene: scene)
        window.windowLevel = .alert + 1
        window.rootViewController = UIHostingController(rootView: CurtainScreen(lock: app.lock))
        window.isHidden = false
        self.window = window
    }
}

/// What is seen instead of the records.
struct CurtainScreen: View {
    let lock: AppLock

    var body: some View {
        ZStack {
            Color(uiColor: .systemBackground).ignoresSafeArea()
            if lock.isLocked {
                ContentUnavailableView {
                    Label("Locked", systemImage: "lock.fill")
                } description: {
                    Text(lock.failed ? "That did not work. Try again." : "Your records are shown once you have unlocked them.")
                } actions: {
                    Button("Unlock") { Task { await lock.unlock() } }.buttonStyle(.borderedProminent)
                }
                .task { await lock.unlock() }
            } else {
                Image(systemName: "wallet.pass.fill").font(.largeTitle).foregroundStyle(.secondary).accessibilityHidden(true)
            }
        }
    }
}

extension UIWindowScene {
    /// The scene of the app's one window.
    static var shown: UIWindowScene? {
        UIApplication.shared.connectedScenes.compactMap { $0 as? UIWindowScene }.first
    }
}
