import SwiftUI
import UIKit

/// The app: one window, one wallet, and a refresh now and then.
@main
struct DemoApp: App {
    @Environment(\.scenePhase) private var phase
    @State private var app = AppModel(.device)
    @State private var curtain = Curtain()

    var body: some Scene {
        WindowGroup {
            RootScreen(app: app)
                .task { await app.session() }
                .onOpenURL { callback in Task { await app.resume(callback) } }
                .onChange(of: phase, initial: true) { _, phase in
                    switch phase {
                    case .active: app.lock.shown()
                    case .background:
                        app.lock.hidden()
                        BackgroundRefresh.schedule()
                    default: break
                    }
                    draw(phase)
                }
                .onChange(of: app.lock.isLocked) { draw(phase) }
        }
        .backgroundTask(.appRefresh(BackgroundRefresh.identifier)) { [app] in
            await BackgroundRefresh.run(app)
        }
    }

    /// Neither the app switcher nor anybody who picks the phone up sees a member's records.
    private func draw(_ phase: ScenePhase) {
        curtain.draw(phase != .active || app.lock.isLocked, over: app)
    }
}
