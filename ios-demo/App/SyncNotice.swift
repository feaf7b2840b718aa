import Billfold
import SwiftUI

/// On the first screen: an update that runs, waits or has failed.
struct SyncNotice: View {
    let session: WalletSession
    let connection: Connection

    var body: some View {
        switch session.sync.state(of: connection.id) {
        case .failed(let problem): SyncProblem(session: session, connection: connection, problem: problem)
        case .done(let report) where report.isIncomplete:
            IncompleteNotice(session: session, connection: connection, report: report)
        case .running, .paused: SyncBody(session: session, connection: connection)
        case .idle, .done: EmptyView()
        }
    }
}

/// On the plan's screen: the same, and what the last update brought.
struct UpdatesSection: View {
    let session: WalletSession
    let connection: Connection

    var body: some View {
        Section("Updates") {
            FieldRow("Last update", connection.syncedWords())
            switch session.sync.state(of: connection.id) {
            case .failed(let problem): SyncProblem(session: session, connection: connection, problem: problem)
            case .running, .paused: SyncBody(session: session, connection: connection)
            case .idle: updateNow
            case .done(let report):
                FieldRow("This update brought", report.news)
                DisclosureGroup("Show by kind") {
                    ForEach(report.kinds, id: \.self) { ListRow(title: $0.name, end: $0.value) }
                }
                if report.isIncomplete {
                    IncompleteNotice(session: session, connection: connection, report: report)
                } else {
                    updateNow
                }
            }
        }
    }

    private var updateNow: some View {
        Button("Update now") { session.sync.start(connection.id) }
    }
}

/// An update on its way, or stopped by the member.
struct SyncBody: View {
    let session: WalletSession
    let connection: Connection

    var body: some View {
        let state = session.sync.state(of: connection.id)
        VStack(alignment: .leading, spacing: 8) {
            Text(state.isRunning ? "Updating from \(connection.payerName)" : "Update paused: \(connection.payerName)")
                .font(.headline)
            ProgressView(value: state.progress?.fraction ?? 0)
            Text(state.progress?.words ?? "Asking your plan what it has").font(.subheadline).foregroundStyle(.secondary)
            if state.isRunning {
                Button("Pause") { session.sync.pause(connection.id) }.buttonStyle(.bordered)
            } else {
                Button("Go on") { session.sync.start(connection.id) }.buttonStyle(.bordered)
            }
        }
        .padding(.vertical, 4)
    }
}

struct SyncProblem: View {
    let session: WalletSession
    let connection: Connection
    let problem: Problem

    var body: some View {
        ProblemNotice(problem: problem) { next in
            switch next {
            case .signIn, .checkSetup: session.signInAgain(connection)
            case .retry, .retryLater, .none: session.sync.start(connection.id)
            }
        }
    }
}

struct IncompleteNotice: View {
    let session: WalletSession
    let connection: Connection
    let report: SyncReport

    @Environment(\.showsDetails) private var showsDetails

    var body: some View {
        Notice(
            text: report.notAll,
            detail: showsDetails ? report.failed.map(\.detail).joined(separator: "\n") : nil,
            isAlarming: true
        ) {
            Button("Try again") { session.sync.start(connection.id) }
        }
    }
}
