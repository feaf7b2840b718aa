import Billfold
import Foundation

/// Records as the payers sent them, what is inside them, and where they come from.
@MainActor
final class RecordsModel {
    /// The part of a document that the member gives to another app.
    let opened: SharedFile

    private let wallet: Wallet
    private let changes: Changes

    init(_ wallet: Wallet, _ directory: URL, _ changes: Changes) {
        self.wallet = wallet
        self.changes = changes
        opened = SharedFile(directory)
    }

    /// The record from which a view was made; `nil` where it is gone.
    func source(_ origin: Origin) -> Loader<String?> {
        Loader(changes) { [wallet] () async throws(WalletError) in
            try await wallet.record(origin.reference, of: origin.connection)
        }
    }

    /// Who wrote a record and who passed it on, as far as the payer tells.
    func provenance(_ origin: Origin) -> Loader<[Provenance]> {
        Loader(changes) { [wallet] () async throws(WalletError) in
            try await wallet.provenance(of: origin.reference, in: origin.connection)
        }
    }

    /// The content of a document's part, by its place; `nil` where it is not on the device.
    func attachment(_ origin: Origin, _ number: Int) -> Loader<AttachmentContent?> {
        Loader(changes) { [wallet] () async throws(WalletError) in
            try await wallet.attachment(UInt32(number), of: origin.reference, in: origin.connection)
        }
    }

    /// The images that the payer gives for a card, by their numbers. One that cannot be read is left out.
    func images(_ card: InsuranceCard) -> Loader<[UInt32: CardImageData]> {
        Loader(changes) { [wallet] () async throws(WalletError) in
            var images: [UInt32: CardImageData] = [:]
            for image in card.images {
                images[image.number] = try await wallet.cardImage(
                    image.number, of: card.origin.reference, in: card.origin.connection)
            }
            return images
        }
    }

    /// Writes such a content into a file, for the app that can show it.
    @discardableResult
    func open(_ content: AttachmentContent, _ name: String) -> Task<Void, Never> {
        opened.write(Self.fileName(name)) { (file) async throws(WalletError) in
            do {
                try content.data.write(to: file)
            } catch {
                throw .storeUnavailable(detail: "the file cannot be written")
            }
            return 1
        }
    }

    /// What other apps see of the name must not lead out of the directory.
    private static func fileName(_ name: String) -> String {
        let kept = name.map { $0.isLetter || $0.isNumber || ". -".contains($0) ? $0 : " " }
        let trimmed = String(kept).trimmingCharacters(in: CharacterSet(charactersIn: " .")).prefix(80)
        return trimmed.isEmpty ? "document" : String(trimmed)
    }
}
