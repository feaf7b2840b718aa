import Billfold
import SwiftUI
import UIKit

/// One card, front and back, as it is held out at a front desk: the screen is as bright as it can be.
struct CardScreen: View {
    let session: WalletSession
    let card: InsuranceCard

    @State private var brightness = Brightness()
    @Environment(\.scenePhase) private var phase

    var body: some View {
        List {
            CardImages(session: session, card: card) { images in
                Section {
                    CardFront(card: card, images: images)
                    CardCodes(card: card, images: images)
                    CardBack(card: card)
                }
                .listRowInsets(EdgeInsets(top: 8, leading: 0, bottom: 8, trailing: 0))
                .listRowBackground(Color.clear)
                .listRowSeparator(.hidden)
                SupportingImages(card: card, images: images)
            }
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
