import Foundation
import Testing

@testable import Billfold

#if canImport(Glibc)
    import Glibc
#endif

/// What the boundary promises, whatever crosses it. The Kotlin tests of the same names promise the same.
extension JourneyTests {
    @Test func syncCancelledBeforeItBeginsAsksForNothing() async throws {
        let payer = try sandbox.payer("bcbsnc")
        let test = try await TestWallet()
        let connection = try await test.signIn(to: payer)
        let requests = try await sandbox.requests(to: payer)
        let sync = Task {
            while !Task.isCancelled { await Task.yield() }
            for try await _ in test.wallet.sync(connection.id) { Issue.record("a cancelled task hears of a sync") }
        }
        sync.cancel()
        try await sync.value
        #expect(try await sandbox.requests(to: payer) == requests)
    }

    @Test func cancelledCallStopsAndHarmsNothing() async throws {
        let payer = try sandbox.payer("bcbst")
        let test = try await TestWallet()
        try await sandbox.with(#"{"delay_ms": 60000}"#, at: payer) {
            let before = try await sandbox.requests(to: payer)
            let call = Task { try await test.wallet.beginSignIn(to: payer.id, options: payer.options()) }
            while try await sandbox.requests(to: payer) == before { try await Task.sleep(for: .milliseconds(10)) }
            call.cancel()
            let error = await failure { try await call.value }
            #expect(error?.name == "cancelled")
        }
        #expect(try await test.signIn(to: payer).payer == payer.id)
    }

    @Test func syncCancelledAfterItsEndKeepsWhatItBrought() async throws {
        let payer = try sandbox.payer("bcbsnc")
        let test = try await TestWallet()
        let connection = try await test.signIn(to: payer)
        let sync = Task { _ = try await test.wallet.syncToEnd(connection.id) }
        try await sync.value
        sync.cancel()
        let counted = Dictionary(
            grouping: try await test.wallet.records(of: connection.id), by: { $0.origin.reference.resourceType }
        ).mapValues { UInt64($0.count) }
        #expect(try await sandbox.held(by: connection.patient, at: payer) == counted)
    }

    /// A wallet has no `close` in Swift: what is in flight keeps it.
    @Test func closedWalletRefusesCalls() async throws {
        let payer = try sandbox.payer("bcbsnc")
        let store = MemoryStore()
        var test: TestWallet? = try await TestWallet(store: store)
        let connection = try #require(await test?.signIn(to: payer))
        let events = try #require(test?.wallet.sync(connection.id))
        weak var wallet = test?.wallet
        var last: SyncEvent?
        for try await event in events { last = event }
        guard case .done(let report)? = last else {
            Issue.record("the sync ended without a report")
            return
        }
        #expect(try await sandbox.held(by: connection.patient, at: payer) == report.records)
        test = nil
        #expect(wallet == nil, "nothing keeps a wallet that nobody uses")
    }

    @Test func secureStoreThatLiesCostsItsConnectionAlone() async throws {
        let (payer, other) = (try sandbox.payer("bcbsnc"), try sandbox.payer("bcbsmn"))
        let memory = MemoryStore()
        let store = LyingStore(memory)
        let test = try await TestWallet(store: store)
        let lost = try await test.signIn(to: payer)
        let kept = try await test.signIn(to: other)
        _ = try await test.wallet.syncToEnd(kept.id)

        store.lie(about: lost.id)
        let wallet = try await test.reopened()
        let left = try await wallet.connections().map(\.id)
        #expect(left.contains(kept.id))
        #expect(try await !wallet.claims().items.isEmpty)
        if left.contains(lost.id) {
            let error = await failure { try await wallet.syncToEnd(lost.id) }
            #expect(error?.name == "signInRequired")
        }
        let request = try await wallet.beginSignIn(to: payer.id, options: payer.options())
        let callback = try await SandboxBrowser.callback(from: request.url, as: payer.member)
        let again = try await wallet.completeSignIn(callback)
        let (report, _) = try await wallet.syncToEnd(again.id)
        #expect(try await sandbox.held(by: again.patient, at: payer) == report.records)
    }

    @Test func secureStoreThatHangsIsStoreUnavailable() async throws {
        let payer = try sandbox.payer("bcbsnc")
        let store = WaitingStore(patience: .distantFuture)
        store.answer()
        let test = try await TestWallet(store: store)
        let connection = try await test.signIn(to: payer)
        store.hang()
        let error = await failure { try await test.reopened() }
        #expect(error?.name == "storeUnavailable")
        #expect(try await test.wallet.connections().map(\.id) == [connection.id], "what is open stays open")
        store.answer()
        #expect(try await test.signIn(to: payer).id == connection.id, "a store that answers again is used again")
    }

    @Test func panicBecomesAnErrorWithoutItsWords() async throws {
        struct Panic: Error, CustomStringConvertible { let description = "canary-of-a-panic" }
        let error = try #require(await failure { try await translated { throw Panic() } })
        #expect(error.name == "storeUnavailable")
        #expect(!printed(error).contains("canary"))
    }

    @Test func textThatIsNoTextIsAnOrdinaryError() async throws {
        let wallet = try await TestWallet().wallet
        let stray = await failure {
            try await wallet.completeSignIn(URL(string: "org.billfold.wallet:/callback?code=%ED%A0%80")!)
        }
        #expect(stray?.name == "strayRedirect")
        let error = await failure {
            try WalletConfig.presetAtOrigin(payer: "bcbsnc", origin: URL(string: "relative")!)
        }
        #expect(error?.name == "misconfigured")
        #expect(error?.detail.contains("absolute URL") == true)
    }

    @Test @MainActor func secureStoreIsCalledOnAThreadOfItsOwn() async throws {
        let payer = try sandbox.payer("bcbsnc")
        let store = WatchingStore()
        let test = try await TestWallet(store: store)
        let connection = try await test.signIn(to: payer)
        for try await _ in test.wallet.sync(connection.id) {}
        #expect(store.calls > 0 && !store.calledOnMain)
    }

    @Test @MainActor func callsLeaveTheCallersThread() async throws {
        let payer = try sandbox.payer("bcbsnc")
        // The store answers only once the main actor has done something else: a call that held it would wait for itself.
        let store = WaitingStore()
        let signIn = Task { @MainActor in
            let test = try await TestWallet(store: store)
            _ = try await test.wallet.beginSignIn(to: payer.id, options: payer.options())
        }
        Task { @MainActor in store.answer() }
        try await signIn.value
    }

    @Test func callersOnManyThreadsAllGetTheirAnswer() async throws {
        let payer = try sandbox.payer("bcbsnc")
        let test = try await TestWallet()
        let connection = try await test.signIn(to: payer)
        _ = try await test.wallet.syncToEnd(connection.id)
        let claims = try await test.wallet.claims().total
        try await withThrowingTaskGroup(of: UInt64.self) { group in
            for _ in 0..<64 { group.addTask { try await test.wallet.claims().total } }
            group.addTask {
                _ = try await test.wallet.syncToEnd(connection.id)
                return claims
            }
            for try await count in group { #expect(count == claims) }
        }
    }

    @Test func tenThousandCallsDoNotGrow() async throws {
        let payer = try sandbox.payer("bcbsnc")
        let test = try await TestWallet()
        _ = try await test.signIn(to: payer)
        func calls(_ count: Int) async throws {
            for _ in 0..<count {
                guard !test.wallet.payers.isEmpty, try await test.wallet.connections().count == 1 else {
                    throw SandboxFailure(what: "a call lost its answer")
                }
            }
        }
        try await calls(2_000)
        let before = residentBytes()
        try await calls(10_000)
        let growth = residentBytes() - before
        #expect(growth < 32_000_000, "grew by \(growth) bytes")
    }
}

/// Memory of this process, where the system tells it as Linux does.
func residentBytes() -> Int {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
        let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
        let kilobytes = Int(line.filter(\.isNumber))
    else { return 0 }
    return kilobytes * 1024
}

/// A store that at some time begins to give other bytes than it took.
private final class LyingStore: SecureStore, @unchecked Sendable {
    private let store: MemoryStore
    private let lock = NSLock()
    private var subject: String?

    init(_ store: MemoryStore) {
        self.store = store
    }

    func lie(about subject: String) {
        lock.withLock { self.subject = subject }
    }

    func read(_ name: String) -> Data? {
        guard let truth = store.read(name) else { return nil }
        let lies = lock.withLock { subject.map(name.contains) ?? false }
        return lies ? Data(repeating: 0x5a, count: truth.count) : truth
    }

    func write(_ value: Data, to name: String) { store.write(value, to: name) }
    func remove(_ name: String) { store.remove(name) }
}

/// A store that lets its readers wait.
private final class WaitingStore: SecureStore, @unchecked Sendable {
    private let store = MemoryStore()
    private let free = DispatchSemaphore(value: 0)
    private let patience: DispatchTime

    init(patience: DispatchTime = .now() + 60) {
        self.patience = patience
    }

    func answer() { free.signal() }
    func hang() { free.wait() }

    func read(_ name: String) throws -> Data? {
        guard free.wait(timeout: patience) == .success else { throw FailingStore.Locked() }
        free.signal()
        return store.read(name)
    }

    func write(_ value: Data, to name: String) { store.write(value, to: name) }
    func remove(_ name: String) { store.remove(name) }
}

/// A store that notices where it is called.
private final class WatchingStore: SecureStore, @unchecked Sendable {
    private let store = MemoryStore()
    private let lock = NSLock()
    private var counted = 0
    private var main = false

    var calls: Int { lock.withLock { counted } }
    var calledOnMain: Bool { lock.withLock { main } }

    func read(_ name: String) -> Data? {
        lock.withLock {
            counted += 1
            main = main || Thread.isMainThread
        }
        return store.read(name)
    }

    func write(_ value: Data, to name: String) { store.write(value, to: name) }
    func remove(_ name: String) { store.remove(name) }
}
