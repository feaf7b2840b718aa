import Billfold
import SwiftUI
import UIKit

/// Reads the images that the payer gives for a card. Those that this device cannot draw are left out.
struct CardImages<Content: View>: View {
    @ViewBuilder let content: ([UInt32: UIImage]) -> Content

    @State private var images: Loader<[UInt32: CardImageData]>

    init(session: WalletSession, card: InsuranceCard, @ViewBuilder content: @escaping ([UInt32: UIImage]) -> Content) {
        self.content = content
        _images = State(initialValue: session.records.images(card))
    }

    var body: some View {
        Group { content((images.state.value ?? [:]).compactMapValues { UIImage(data: $0.bytes) }) }
            .reads(images)
    }
}

/// What a scanner reads: the payer's own codes, or else the member ID as a QR code.
struct CardCodes: View {
    let card: InsuranceCard
    let images: [UInt32: UIImage]

    var body: some View {
        let codes = card.images.filter { ($0.kind == .qrCode || $0.kind == .barcode) && images[$0.number] != nil }
        ForEach(codes, id: \.number) { code in
            VStack(spacing: 8) {
                if let picture = images[code.number] {
                    // White around it, and its dots as sharp as they are: scanners want it so.
                    Image(uiImage: picture).resizable().interpolation(.none).scaledToFit()
                        .frame(maxWidth: 240, maxHeight: 200)
                        .padding(12)
                        .background(.white, in: RoundedRectangle(cornerRadius: 12))
                        .accessibilityLabel(code.words)
                }
                Text(code.label ?? "Code on the card").font(.subheadline)
            }
            .frame(maxWidth: .infinity)
        }
        if codes.isEmpty, let id = card.memberId {
            CodeView(text: id, label: "QR code of the member ID", caption: "Member ID, to be scanned")
        }
    }
}

/// Other images of the card.
struct SupportingImages: View {
    let card: InsuranceCard
    let images: [UInt32: UIImage]

    var body: some View {
        let supporting = card.images.filter { $0.kind == .supporting && images[$0.number] != nil }
        if !supporting.isEmpty {
            Section("Images on the card") {
                ForEach(supporting, id: \.number) { image in
                    if let picture = images[image.number] {
                        Image(uiImage: picture).resizable().scaledToFit().accessibilityLabel(image.words)
                    }
                    if let label = image.label { Text(label).font(.subheadline) }
                }
            }
        }
    }
}
