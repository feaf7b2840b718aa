// Compile-only stand-ins for Apple's frameworks: the declarations that this package uses, as Apple documents them. They
// let a machine without them type-check the files that need them (script/swift-apple-check); nothing links them.

@_exported import Foundation

@MainActor public final class ASPresentationAnchor: NSObject {}

@MainActor public protocol ASWebAuthenticationPresentationContextProviding: AnyObject {
    func presentationAnchor(for session: ASWebAuthenticationSession) -> ASPresentationAnchor
}

public struct ASWebAuthenticationSessionError: Error {
    public enum Code: Int, Sendable {
        case canceledLogin = 1
        case presentationContextNotProvided = 2
        case presentationContextInvalid = 3
    }

    public let code: Code
}

@MainActor public class ASWebAuthenticationSession: NSObject {
    public typealias CompletionHandler = (URL?, (any Error)?) -> Void

    public struct Callback: Sendable {
        public static func customScheme(_ scheme: String) -> Callback { fatalError() }
        public static func https(host: String, path: String) -> Callback { fatalError() }
    }

    public init(url: URL, callbackURLScheme: String?, completionHandler: @escaping CompletionHandler) { fatalError() }
    public init(url: URL, callback: Callback, completionHandler: @escaping CompletionHandler) { fatalError() }

    public var prefersEphemeralWebBrowserSession: Bool = false
    public weak var presentationContextProvider: (any ASWebAuthenticationPresentationContextProviding)?

    public func start() -> Bool { fatalError() }
    public func cancel() { fatalError() }
}
