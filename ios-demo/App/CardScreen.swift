import Billfold
import SwiftUI
import UIKit

/// One card, front and back, as it is held out at a front desk: the screen is as bright as it can be.
struct CardScreen: View {
    let session: WalletSession
    let card: InsuranceCard

    @State private var images: CardModel?
    @State private var brightness = Brightness()
    @Environment(\.scenePhase) private var phase

    var body: some View {
        List {
            Section {
                CardFront(session: session, card: card)
                codes
                CardBack(card: card)
            }
            .listRowInsets(EdgeInsets(top: 8, leading: 0, bottom: 8, trailing: 0))
            .listRowBackground(Color.clear)
            .listRowSeparator(.hidden)
            if card.activity != .active { Notice(card.activityReason) }
            FieldSection("What you pay", card.copayFields)
            FieldSection("Reach your plan", card.contactFields)
            if !card.notes.isEmpty {
                Section("Notes on the card") { ForEach(card.notes, id: \.self) { Text($0) } }
            }
            FieldSection("More on this card", card.backFields + [Field(name: "From", value: card.origin.words)])
        }
        .navigationTitle("Insurance card")
        .navigationBarTitleDisplayMode(.inline)
        .onChange(of: phase, initial: true) { _, phase in
            if phase == .active { brightness.raise() } else { brightness.restore() }
        }
        .onDisappear { brightness.restore() }
    }

    /// The payer's own code where it sends one; the member ID as a code otherwise.
    @ViewBuilder private var codes: some View {
        let own = card.images.filter { $0.kind == .qrCode || $0.kind == .barcode }
        if own.isEmpty {
            if let id = card.memberId {
                CodeView(text: id, label: "QR code of the member ID", caption: "Member ID, to be scanned")
            }
        } else {
            ForEach(own, id: \.number) { image in
                CardPicture(session: session, card: card, image: image)
                    .frame(maxWidth: 240, maxHeight: 240)
                    .padding(12)
                    .background(.white, in: RoundedRectangle(cornerRadius: 12))
                    .frame(maxWidth: .infinity)
            }
        }
    }
}

/// Fields under a heading, where there are any.
struct FieldSection: View {
    let title: LocalizedStringKey
    let fields: [Field]

    init(_ title: LocalizedStringKey, _ fields: [Field]) {
        self.title = title
        self.fields = fields
    }

    var body: some View {
        if !fields.isEmpty { Section(title) { FieldRows(fields: fields) } }
    }
}

/// An image that the payer sent for a card. Nothing is shown until it is read, and where it is no image.
struct CardPicture: View {
    let card: InsuranceCard
    let image: CardImage
    @State private var model: CardModel

    init(session: WalletSession, card: InsuranceCard, image: CardImage) {
        self.card = card
        self.image = image
        _model = State(initialValue: session.card(card))
    }

    var body: some View {
        Group {
            if let data = model.images.state.value?[image.number], let picture = UIImage(data: data.bytes) {
                Image(uiImage: picture).resizable().interpolation(.none).scaledToFit()
            }
        }
        .accessibilityLabel(image.words)
        .reads(model.images)
    }
}
