import BackgroundTasks
import Foundation

/// Updates every plan when iOS gives the app time for it.
enum BackgroundRefresh {
    /// As in Info.plist's `BGTaskSchedulerPermittedIdentifiers`.
    static let identifier = "org.billfold.demo.refresh"

    /// Asks for the next refresh, in six hours at the earliest.
    static func schedule() {
        let request = BGAppRefreshTaskRequest(identifier: identifier)
        request.earliestBeginDate = Date(timeIntervalSinceNow: 6 * 3600)
        // Refused where the member has switched background refresh off: the app then updates when it is opened.
        try? BGTaskScheduler.shared.submit(request)
    }

    /// iOS cancels the task when its time is over: the syncs stop, and go on another time from there.
    @MainActor
    static func run(_ app: AppModel) async {
        schedule()
        _ = await app.session()?.sync.refreshAll()
    }
}
