import BillfoldFFI
import Foundation

/// Where a wallet lives and what it permits.
public struct WalletConfig: Sendable {
    /// Directory of the wallet's file. It is created when it is missing.
    public var directory: URL
    /// Presets, as JSON, to add to the built-in ones or to replace those of the same id.
    public var presets: [String]
    /// Permits a client secret in the app. For sandboxes and prototypes: anybody can read it there
    /// (RFC 8252 section 8.5).
    public var allowEmbeddedSecret: Bool
    /// Permits a custom-scheme redirect that any app may receive (RFC 8252 section 8.1). For prototypes.
    public var acceptUnboundRedirect: Bool
    /// The key of clients that authenticate by `private_key_jwt`.
    public var signer: (any ClientSigner)?

    /// A wallet in `directory`, with the built-in presets and nothing loosened unless told.
    public init(
        directory: URL,
        presets: [String] = [],
        allowEmbeddedSecret: Bool = false,
        acceptUnboundRedirect: Bool = false,
        signer: (any ClientSigner)? = nil
    ) {
        self.directory = directory
        self.presets = presets
        self.allowEmbeddedSecret = allowEmbeddedSecret
        self.acceptUnboundRedirect = acceptUnboundRedirect
        self.signer = signer
    }

    var core: BillfoldFFI.WalletConfig {
        BillfoldFFI.WalletConfig(
            directory: directory.path,
            presets: presets,
            allowEmbeddedSecret: allowEmbeddedSecret,
            acceptUnboundRedirect: acceptUnboundRedirect,
            signer: signer
        )
    }

    /// The preset of a payer, as JSON, with its hosts replaced by `origin`: for a sandbox or a gateway that serves the
    /// same paths. It goes into ``presets``.
    ///
    /// - Throws: ``WalletError/misconfigured(detail:)`` where no preset has this id or `origin` is unusable.
    public static func presetAtOrigin(payer: Payer.ID, origin: URL) throws(WalletError) -> String {
        do {
            return try BillfoldFFI.presetAtOrigin(payer: payer, origin: origin.absoluteString)
        } catch {
            throw WalletError(error)
        }
    }
}
