#if canImport(AuthenticationServices)
    import AuthenticationServices

    /// The system browser of a sign-in: `ASWebAuthenticationSession`, which returns the callback to this app alone, even
    /// where another app has registered the same scheme.
    ///
    ///     let browser = WebSignIn(anchor: window)
    ///     let callback = try await browser.open(request)
    ///     let connection = try await wallet.completeSignIn(callback)
    ///
    /// Give ``SignInOptions`` the binding `.authSession`: it is true of a custom scheme and of a claimed https address.
    @MainActor
    public final class WebSignIn: NSObject {
        private let anchor: ASPresentationAnchor
        private let ephemeral: Bool
        private var session: ASWebAuthenticationSession?
        private var outcome: Once?

        /// - Parameters:
        ///   - anchor: the window over which the browser appears.
        ///   - ephemeral: whether the payer's cookies are forgotten afterwards: the member logs in anew each time, and
        ///     on a shared device nobody meets the session of another member.
        public init(anchor: ASPresentationAnchor, ephemeral: Bool = false) {
            self.anchor = anchor
            self.ephemeral = ephemeral
        }

        /// Opens the request's URL and returns the callback URL, for ``Wallet/completeSignIn(_:)``.
        ///
        /// Cancelling the task closes the browser.
        ///
        /// - Throws: ``WalletError/cancelled(detail:)`` when the member closes the browser: call
        ///   ``Wallet/cancelSignIn(_:)`` then, which tells whether there was another reason;
        ///   ``WalletError/misconfigured(detail:)`` where the system will not open a browser for this redirect.
        public func open(_ request: SignInRequest) async throws(WalletError) -> URL {
            let outcome: Result<URL, WalletError> = await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    start(request, reporting: Once(continuation))
                }
            } onCancel: {
                // A session that the app cancels need not say so to its handler.
                Task { @MainActor in
                    self.session?.cancel()
                    self.outcome?.report(.failure(.cancelled(detail: "the task was cancelled")))
                }
            }
            session = nil
            self.outcome = nil
            return try outcome.get()
        }

        private func start(_ request: SignInRequest, reporting outcome: Once) {
            self.outcome = outcome
            // Called on a queue of the system's choice: it must not belong to the main actor.
            let completion: @Sendable (URL?, (any Error)?) -> Void = { outcome.report(Self.result($0, $1)) }
            guard let session = Self.session(for: request, completion: completion) else {
                let detail = "the redirect URI has no scheme, or is https on a system older than iOS 17.4"
                return outcome.report(.failure(.misconfigured(detail: detail)))
            }
            session.prefersEphemeralWebBrowserSession = ephemeral
            session.presentationContextProvider = self
            self.session = session
            if Task.isCancelled {
                outcome.report(.failure(.cancelled(detail: "the task was cancelled")))
            } else if !session.start() {
                let detail = "the system could not open a browser over the given window"
                outcome.report(.failure(.misconfigured(detail: detail)))
            }
        }

        private static func session(
            for request: SignInRequest, completion: @escaping @Sendable (URL?, (any Error)?) -> Void
        ) -> ASWebAuthenticationSession? {
            guard let redirect = URLComponents(string: request.redirectUri), let scheme = redirect.scheme else {
                return nil
            }
            guard scheme == "https" else {
                return ASWebAuthenticationSession(
                    url: request.url, callbackURLScheme: scheme, completionHandler: completion)
            }
            guard #available(iOS 17.4, macOS 14.4, *), let host = redirect.host else { return nil }
            return ASWebAuthenticationSession(
                url: request.url, callback: .https(host: host, path: redirect.path), completionHandler: completion)
        }

        nonisolated private static func result(_ url: URL?, _ error: (any Error)?) -> Result<URL, WalletError> {
            if let url { return .success(url) }
            switch (error as? ASWebAuthenticationSessionError)?.code {
            case .presentationContextInvalid, .presentationContextNotProvided:
                return .failure(.misconfigured(detail: "the window over which the browser should appear is gone"))
            default:
                return .failure(.cancelled(detail: "the browser was closed"))
            }
        }
    }

    extension WebSignIn: ASWebAuthenticationPresentationContextProviding {
        public func presentationAnchor(for session: ASWebAuthenticationSession) -> ASPresentationAnchor { anchor }
    }

    /// The first report counts: a session that cannot start says so twice, by its result and to its handler.
    private final class Once: @unchecked Sendable {
        private let lock = NSLock()
        private var continuation: CheckedContinuation<Result<URL, WalletError>, Never>?

        init(_ continuation: CheckedContinuation<Result<URL, WalletError>, Never>) {
            self.continuation = continuation
        }

        func report(_ outcome: Result<URL, WalletError>) {
            let first = lock.withLock {
                defer { continuation = nil }
                return continuation
            }
            first?.resume(returning: outcome)
        }
    }
#endif
