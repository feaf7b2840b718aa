// Text and images.

import UIKit

public struct LocalizedStringKey: Equatable, ExpressibleByStringInterpolation {
    public init(_ value: String) { fatalError() }
    public init(stringLiteral value: String) { fatalError() }
}

public struct Text: View, Equatable {
    public typealias Body = Never
    public init(_ key: LocalizedStringKey) { fatalError() }
    @_disfavoredOverload public init(_ content: some StringProtocol) { fatalError() }

    public func font(_ font: Font?) -> Text { self }
    public func fontWeight(_ weight: Font.Weight?) -> Text { self }
    public func bold() -> Text { self }
    public func speechSpellsOutCharacters(_ value: Bool = true) -> Text { self }
}

public struct Font: Hashable, Sendable {
    public enum TextStyle: Sendable { case largeTitle, title, title2, title3, headline, subheadline, body, footnote, caption }
    public enum Design: Sendable { case `default`, monospaced }
    public struct Weight: Hashable, Sendable { public static let medium = Weight() }

    public static let largeTitle = Font()
    public static let title3 = Font()
    public static let headline = Font()
    public static let subheadline = Font()
    public static let body = Font()
    public static let footnote = Font()
    public static let caption = Font()
    public static func system(_ style: TextStyle, design: Design? = nil, weight: Weight? = nil) -> Font { fatalError() }
    public func monospaced() -> Font { self }
}

public struct Image: View, Equatable {
    public typealias Body = Never
    public enum Interpolation: Sendable { case none, low, medium, high }
    public init(systemName: String) { fatalError() }
    public init(uiImage: UIImage) { fatalError() }
    public func resizable() -> Image { self }
    public func interpolation(_ interpolation: Interpolation) -> Image { self }
}

public struct Label<Title: View, Icon: View>: View {
    public typealias Body = Never
    public init(@ViewBuilder title: () -> Title, @ViewBuilder icon: () -> Icon) { fatalError() }
}

extension Label where Title == Text, Icon == Image {
    public init(_ title: LocalizedStringKey, systemImage: String) { fatalError() }
    @_disfavoredOverload public init(_ title: some StringProtocol, systemImage: String) { fatalError() }
}

public struct LabeledContent<Label: View, Content: View>: View { public typealias Body = Never }

extension LabeledContent where Label == Text, Content == Text {
    public init(_ title: LocalizedStringKey, value: some StringProtocol) { fatalError() }
    @_disfavoredOverload public init(_ title: some StringProtocol, value: some StringProtocol) { fatalError() }
}

public struct ContentUnavailableView<Label: View, Description: View, Actions: View>: View {
    public typealias Body = Never
    public init(
        @ViewBuilder label: () -> Label, @ViewBuilder description: () -> Description, @ViewBuilder actions: () -> Actions
    ) { fatalError() }
}

extension ContentUnavailableView where Label == SwiftUI.Label<Text, Image>, Description == Text?, Actions == EmptyView {
    @_disfavoredOverload
    public init(_ title: some StringProtocol, systemImage: String, description: Text? = nil) { fatalError() }
}
