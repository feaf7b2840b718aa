import Billfold

/// What a payer assigned to the app, as a developer enters it.
struct ClientEntry: Hashable, Sendable, PrintsNameOnly {
    var clientID: String
    /// For sandboxes and prototypes: the wallet refuses it elsewhere.
    var clientSecret: String?
    /// Letter by letter as registered.
    var redirectURI: String
    /// Address of the broker that holds the client's secret, where there is one.
    var broker: String?

    var registration: ClientRegistration {
        guard let clientSecret else { return .publicClient(clientId: clientID) }
        return .withEmbeddedSecret(clientId: clientID, clientSecret: clientSecret)
    }
}

/// The client entries, by payer. An app that ships has its ids built in instead, and no secrets.
struct ClientBook {
    private let settings: any Settings

    init(_ settings: any Settings) {
        self.settings = settings
    }

    /// The entry for a preset id, or for the address of a payer without one.
    subscript(payer: String) -> ClientEntry? {
        get {
            guard let id = settings.read("client.\(payer).id") else { return nil }
            return ClientEntry(
                clientID: id,
                clientSecret: settings.read("client.\(payer).secret"),
                redirectURI: settings.read("client.\(payer).redirect") ?? Self.defaultRedirect(payer),
                broker: settings.read("client.\(payer).broker"))
        }
        nonmutating set {
            settings.write(newValue?.clientID, to: "client.\(payer).id")
            settings.write(newValue?.clientSecret, to: "client.\(payer).secret")
            settings.write(newValue?.redirectURI, to: "client.\(payer).redirect")
            settings.write(newValue?.broker, to: "client.\(payer).broker")
        }
    }

    /// Where callbacks come back if the developer says nothing else. Each payer has its own.
    static func defaultRedirect(_ payer: String) -> String {
        "org.billfold.wallet:/callback/\(payer.contains("://") ? "other" : payer)"
    }
}
