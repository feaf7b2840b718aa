import Billfold
import CoreImage
import SwiftUI
import UIKit

/// The front of the card: what the front desk asks for.
struct CardFront: View {
    let card: InsuranceCard
    let images: [UInt32: UIImage]

    var body: some View {
        CardBody(card: card) {
            HStack(alignment: .top, spacing: 8) {
                VStack(alignment: .leading, spacing: 2) {
                    Text(card.payer ?? card.origin.payerName).font(.headline)
                    if let plan = card.plan { Text(plan).font(.subheadline).opacity(0.9) }
                }
                Spacer(minLength: 0)
                if let logo = card.images.first(where: { $0.kind == .logo }), let picture = images[logo.number] {
                    Image(uiImage: picture).resizable().scaledToFit()
                        .frame(maxWidth: 72, maxHeight: 40)
                        .padding(3)
                        .background(.white, in: RoundedRectangle(cornerRadius: 8))
                        .accessibilityLabel(logo.words)
                }
                if card.activity != .active {
                    Text(card.activity.words).font(.caption).bold().padding(.horizontal, 8).padding(.vertical, 4)
                        .background(.white, in: Capsule()).foregroundStyle(.black)
                }
            }
            Spacer(minLength: 20)
            if let name = card.memberName { Text(name).font(.title3) }
            CardField(field: Field(name: "Member ID", value: card.memberId ?? "Not on the card"), isNumber: true)
            CardFields(fields: card.frontFields)
        }
    }
}

/// The back of the card: pharmacy, cost, whom to call.
struct CardBack: View {
    let card: InsuranceCard
    /// As many as have room on a card. The screen below it has all.
    private static let mostCopays = 4

    var body: some View {
        let copays = Array(card.copayFields.prefix(Self.mostCopays))
        CardBody(card: card) {
            CardFields(fields: card.pharmacyFields)
            CardFields(fields: copays)
            if card.pharmacyFields.isEmpty && copays.isEmpty { CardFields(fields: card.backFields) }
            if let contact = card.contactFields.first { CardField(field: contact) }
        }
    }
}

/// The plastic.
struct CardBody<Content: View>: View {
    let card: InsuranceCard
    @ViewBuilder let content: () -> Content

    var body: some View {
        let paint = CardPaint.of(card)
        VStack(alignment: .leading, spacing: 10) { content() }
            .padding(20)
            .frame(maxWidth: .infinity, minHeight: 216, alignment: .topLeading)
            .foregroundStyle(Color(paint.ink))
            .background(Color(paint.ground), in: RoundedRectangle(cornerRadius: 20))
            .accessibilityElement(children: .contain)
    }
}

/// Fields beside each other, or below each other where letters are large.
struct CardFields: View {
    let fields: [Field]
    @Environment(\.dynamicTypeSize) private var size

    var body: some View {
        let columns = Array(repeating: GridItem(.flexible(), alignment: .topLeading), count: size.isAccessibilitySize ? 1 : 2)
        LazyVGrid(columns: columns, alignment: .leading, spacing: 10) {
            ForEach(Array(fields.enumerated()), id: \.offset) { CardField(field: $0.element) }
        }
    }
}

struct CardField: View {
    let field: Field
    /// It is read out digit by digit.
    var isNumber = false

    var body: some View {
        VStack(alignment: .leading, spacing: 0) {
            Text(field.name).font(.caption).opacity(0.9)
            Text(field.value)
                .font(isNumber ? .system(.title3, design: .monospaced) : .body)
                .fontWeight(.medium)
                .speechSpellsOutCharacters(isNumber)
        }
        .accessibilityElement(children: .combine)
    }
}

/// A QR code: always dark on white, also at night, since scanners want it so.
struct CodeView: View {
    let text: String
    let label: LocalizedStringKey
    let caption: LocalizedStringKey

    var body: some View {
        VStack(spacing: 8) {
            if let code = Self.code(of: text) {
                Image(uiImage: code).resizable().interpolation(.none).scaledToFit()
                    .frame(width: 168, height: 168)
                    .padding(8)
                    .background(.white, in: RoundedRectangle(cornerRadius: 12))
                    .accessibilityLabel(label)
                Text(caption).font(.subheadline)
            }
        }
        .frame(maxWidth: .infinity)
    }

    private static func code(of text: String) -> UIImage? {
        guard let filter = CIFilter(name: "CIQRCodeGenerator") else { return nil }
        filter.setValue(Data(text.utf8), forKey: "inputMessage")
        filter.setValue("M", forKey: "inputCorrectionLevel")
        guard let image = filter.outputImage, let drawn = CIContext().createCGImage(image, from: image.extent) else { return nil }
        return UIImage(cgImage: drawn)
    }
}

extension Color {
    init(_ paint: Paint) {
        self.init(red: paint.red, green: paint.green, blue: paint.blue)
    }
}
