import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A member at a web browser, by script: opens the authorization URL, fills in the sandbox's plain forms, and tells
/// where the browser ends up.
final class SandboxBrowser: NSObject, URLSessionTaskDelegate, @unchecked Sendable {
    /// What the member does.
    enum Answer {
        /// Signs in and agrees.
        case allow
        /// Signs in and does not agree.
        case deny
        /// Enters a wrong password until the payer ends the sign-in.
        case wrongPassword
    }

    /// Where the browser ended up.
    enum Landing {
        /// At an address that is no web page: the redirect back to the app.
        case callback(URL)
        /// At a page without a form, such as an error page.
        case page(status: Int)
    }

    /// More requests than any payer needs for a sign-in.
    private static let steps = 30

    private var cookies: [String: String] = [:]
    private lazy var session: URLSession = {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpCookieStorage = nil
        configuration.httpShouldSetCookies = false
        return URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
    }()

    /// Opens `url` and does what `answer` says, as the member of `login`.
    static func signIn(
        at url: URL, as login: SandboxPayer.Login, _ answer: Answer = .allow
    ) async throws -> Landing {
        let browser = SandboxBrowser()
        defer { browser.session.finishTasksAndInvalidate() }
        return try await browser.walk(from: url, login, answer)
    }

    /// Signs in, and gives the URL that comes back to the app.
    static func callback(
        from url: URL, as login: SandboxPayer.Login, _ answer: Answer = .allow
    ) async throws -> URL {
        switch try await signIn(at: url, as: login, answer) {
        case .callback(let callback): return callback
        case .page(let status): throw SandboxFailure(what: "the browser ended at a page of status \(status)")
        }
    }

    private func walk(from url: URL, _ login: SandboxPayer.Login, _ answer: Answer) async throws -> Landing {
        var request = URLRequest(url: url)
        for _ in 0..<Self.steps {
            let (body, response) = try await load(request)
            let address = request.url!
            if let location = response.value(forHTTPHeaderField: "Location") {
                guard let next = URL(string: location, relativeTo: address)?.absoluteURL else {
                    throw SandboxFailure(what: "a redirect to no URL")
                }
                // The payer's own pages, or a broker's, are not where the app is.
                guard next.scheme == url.scheme else { return .callback(next) }
                request = URLRequest(url: next)
                continue
            }
            guard let form = Form(in: String(decoding: body, as: UTF8.self)) else {
                return .page(status: response.statusCode)
            }
            request = URLRequest(url: URL(string: form.action, relativeTo: address)!.absoluteURL)
            request.httpMethod = "POST"
            request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
            request.httpBody = form.filled(by: login, answer)
        }
        throw SandboxFailure(what: "the pages come to no end")
    }

    private func load(_ request: URLRequest) async throws -> (Data, HTTPURLResponse) {
        var request = request
        if !cookies.isEmpty {
            let pairs = cookies.map { "\($0)=\($1)" }
            request.setValue(pairs.joined(separator: "; "), forHTTPHeaderField: "Cookie")
        }
        let (body, response) = try await session.data(for: request)
        guard let response = response as? HTTPURLResponse else {
            throw SandboxFailure(what: "no answer over HTTP")
        }
        // The sandbox sets one cookie at a time.
        if let pair = response.value(forHTTPHeaderField: "Set-Cookie")?.prefix(while: { $0 != ";" }),
            let end = pair.firstIndex(of: "=")
        {
            cookies[String(pair[..<end])] = String(pair[pair.index(after: end)...])
        }
        return (body, response)
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}

/// The first form of a page.
private struct Form {
    var action = ""
    var hidden: [(String, String)] = []
    /// Names of the fields to fill in, each once.
    var fields: [String] = []
    var buttons: [(String, String)] = []

    init?(in html: String) {
        guard let start = html.range(of: "<form"),
            let end = html.range(of: "</form>", range: start.lowerBound..<html.endIndex)
        else { return nil }
        for tag in html[start.lowerBound..<end.lowerBound].matches(
            of: /<(form|input|select|button)\b([^>]*)>/)
        {
            let attributes = Dictionary(
                tag.2.matches(of: /([a-z]+)="([^"]*)"/).map { (String($0.1), unescaped($0.2)) }
            ) { first, _ in first }
            if tag.1 == "form" { action = attributes["action"] ?? "" }
            guard let name = attributes["name"] else { continue }
            switch (tag.1, attributes["type"]) {
            case ("button", _): buttons.append((name, attributes["value"] ?? ""))
            case ("input", "hidden"): hidden.append((name, attributes["value"] ?? ""))
            default: if !fields.contains(name) { fields.append(name) }
            }
        }
    }

    /// What the member enters, and the button that they press.
    func filled(by login: SandboxPayer.Login, _ answer: SandboxBrowser.Answer) -> Data {
        var pairs = hidden
        for name in fields {
            let value =
                switch name {
                case "username": login.username
                case "password": answer == .wrongPassword ? "not the password" : login.password
                case "member": login.patient
                case "relation": "self"
                default: ""
                }
            pairs.append((name, value))
        }
        let isConsent = buttons.contains { $0.1 == "allow" }
        let refuses = isConsent && answer == .deny
        if let pressed = buttons.first(where: { ($0.1 == "deny") == refuses }) { pairs.append(pressed) }
        let encoded = pairs.map { "\(Self.encoded($0))=\(Self.encoded($1))" }
        return Data(encoded.joined(separator: "&").utf8)
    }

    private static func encoded(_ text: String) -> String {
        let kept = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: kept) ?? ""
    }
}

private func unescaped(_ text: Substring) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .reduce(String(text)) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
}
