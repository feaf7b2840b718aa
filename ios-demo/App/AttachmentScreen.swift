import Billfold
import SwiftUI
import UIKit

/// A part of a document: text and pictures are shown here, the rest by the app that can.
struct AttachmentScreen: View {
    let session: WalletSession
    let name: String

    @State private var content: Loader<AttachmentContent?>

    init(session: WalletSession, item: HealthItem, number: Int) {
        self.session = session
        name = item.parts[number]
        _content = State(initialValue: session.records.attachment(item.origin, number))
    }

    var body: some View {
        List {
            Loaded(state: content.state, retry: content.retry) { found in
                if let found {
                    AttachmentContentView(content: found, name: name)
                    Section { share(found) }
                } else {
                    Notice("Your plan has told of this document, and has not sent what is in it.")
                }
            }
        }
        .navigationTitle(name)
        .navigationBarTitleDisplayMode(.inline)
        .reads(content)
        .onDisappear { session.records.opened.dismiss() }
    }

    @ViewBuilder private func share(_ found: AttachmentContent) -> some View {
        switch session.records.opened.state {
        case .idle: Button("Open in another app") { session.records.open(found, name) }
        case .running: Busy("Writing the file")
        case .ready(let file, _): ShareLink("Share", item: file)
        case .failed(let problem): ProblemNotice(problem: problem) { _ in session.records.opened.dismiss() }
        }
    }
}

struct AttachmentContentView: View {
    let content: AttachmentContent
    let name: String

    var body: some View {
        if content.contentType?.hasPrefix("image/") == true, let picture = UIImage(data: content.data) {
            Image(uiImage: picture).resizable().scaledToFit().accessibilityLabel(name)
        } else if content.contentType?.hasPrefix("text/plain") == true {
            Text(String(decoding: content.data, as: UTF8.self)).textSelection(.enabled)
        } else {
            Notice("This is a file of the kind \(content.contentType ?? "that your plan did not state").")
        }
    }
}
