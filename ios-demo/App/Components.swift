import Billfold
import SwiftUI

/// Whether problems are shown with what developers want to know.
private struct ShowsDetailsKey: EnvironmentKey {
    static let defaultValue = false
}

extension EnvironmentValues {
    var showsDetails: Bool {
        get { self[ShowsDetailsKey.self] }
        set { self[ShowsDetailsKey.self] = newValue }
    }
}

extension View {
    /// Reads while the screen is looked at, and again whenever what is wanted has changed.
    func reads(_ model: some Readable) -> some View {
        task(id: model.wanted) { await model.load() }
    }
}

/// What has been read, or that it is being read, or why it cannot be.
struct Loaded<Value, Content: View>: View {
    let state: Load<Value>
    let retry: @MainActor () async -> Void
    @ViewBuilder let content: (Value) -> Content

    var body: some View {
        switch state {
        case .loading: Busy("Reading your wallet")
        case .failed(let problem): ProblemNotice(problem: problem) { _ in Task { await retry() } }
        case .ready(let value): content(value)
        }
    }
}

/// The rows of a long list, which is read on as the member comes to its end. It stands in a `List`.
struct PagedRows<Query: Equatable & Sendable, Item: Sendable, Row: View, Empty: View>: View {
    let pager: Pager<Query, Item>
    let count: (UInt64) -> String
    @ViewBuilder let row: (Item) -> Row
    @ViewBuilder let empty: () -> Empty

    var body: some View {
        Loaded(state: pager.state, retry: pager.retry) { page in
            if page.items.isEmpty {
                empty()
            } else {
                Section {
                    ForEach(Array(page.items.enumerated()), id: \.offset) { row($0.element) }
                    if page.next != nil {
                        // The mark makes it a new row after each page: it appears again, and reads on again.
                        Busy("Reading on").id(page.items.count).task { await pager.more() }
                    }
                } header: {
                    if let total = page.total { Text(count(total)) }
                }
            }
        }
    }
}

/// A row: what it is, a word about it, and what stands at its end, or below where letters are large.
struct ListRow: View {
    let title: String
    var subtitle: String?
    var end: String?
    var endNote: String?
    var footer: String?

    @Environment(\.dynamicTypeSize) private var size

    var body: some View {
        let layout = size.isAccessibilitySize
            ? AnyLayout(VStackLayout(alignment: .leading, spacing: 4))
            : AnyLayout(HStackLayout(alignment: .firstTextBaseline, spacing: 12))
        layout {
            VStack(alignment: .leading, spacing: 2) {
                Text(title)
                if let subtitle { Text(subtitle).font(.subheadline).foregroundStyle(.secondary) }
                if let footer { Text(footer).font(.footnote).foregroundStyle(.tint) }
            }
            if !size.isAccessibilitySize { Spacer(minLength: 0) }
            if let end {
                VStack(alignment: size.isAccessibilitySize ? .leading : .trailing, spacing: 2) {
                    Text(end).fontWeight(.medium)
                    if let endNote { Text(endNote).font(.footnote).foregroundStyle(.secondary) }
                }
            }
        }
        .accessibilityElement(children: .combine)
    }
}

/// Names and their values, each value below its name.
struct FieldRows: View {
    let fields: [Field]

    var body: some View {
        ForEach(Array(fields.enumerated()), id: \.offset) { FieldRow(field: $0.element) }
    }
}

struct FieldRow: View {
    let field: Field

    init(field: Field) {
        self.field = field
    }

    init(_ name: String, _ value: String) {
        field = Field(name: name, value: value)
    }

    var body: some View {
        VStack(alignment: .leading, spacing: 2) {
            Text(field.name).font(.footnote).foregroundStyle(.secondary)
            Text(field.value).textSelection(.enabled)
        }
        .accessibilityElement(children: .combine)
    }
}

/// Something that the member should know, with what they can do about it.
struct Notice<Actions: View>: View {
    let text: String
    var detail: String?
    var isAlarming = false
    @ViewBuilder let actions: () -> Actions

    var body: some View {
        VStack(alignment: .leading, spacing: 8) {
            Label {
                VStack(alignment: .leading, spacing: 4) {
                    Text(text)
                    if let detail { Text(detail).font(.footnote).foregroundStyle(.secondary) }
                }
            } icon: {
                Image(systemName: isAlarming ? "exclamationmark.triangle.fill" : "info.circle.fill")
                    .foregroundStyle(isAlarming ? Color.red : Color.accentColor)
                    .accessibilityLabel(isAlarming ? "Problem" : "Note")
            }
            .accessibilityElement(children: .combine)
            actions().buttonStyle(.bordered)
        }
        .padding(.vertical, 4)
    }
}

extension Notice where Actions == EmptyView {
    init(_ text: String, detail: String? = nil, isAlarming: Bool = false) {
        self.init(text: text, detail: detail, isAlarming: isAlarming) { EmptyView() }
    }
}

/// A problem, in the words that the wallet has for it, and what to do.
struct ProblemNotice: View {
    let problem: Problem
    let act: (NextStep) -> Void

    @Environment(\.showsDetails) private var showsDetails

    var body: some View {
        Notice(text: problem.message, detail: showsDetails ? problem.detail : nil, isAlarming: true) {
            if let action = problem.next.action { Button(action) { act(problem.next) } }
        }
    }
}

/// Something that takes a moment.
struct Busy: View {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    var body: some View {
        HStack(spacing: 12) {
            ProgressView()
            Text(text).foregroundStyle(.secondary)
        }
        .accessibilityElement(children: .combine)
    }
}

/// What a screen shows where there is nothing yet.
struct Empty: View {
    let title: String
    let image: String
    let text: String

    init(_ title: String, _ image: String, _ text: String) {
        self.title = title
        self.image = image
        self.text = text
    }

    var body: some View {
        ContentUnavailableView(title, systemImage: image, description: Text(text))
    }
}
