// Compile-only stand-ins for Apple's frameworks: the declarations that the app uses, as Apple documents them for iOS 17.
// They let a machine without them type-check the screens (script/swift check-ios-demo); nothing links them.

@_exported import Foundation
@_exported import Observation
import UIKit

// MARK: - Views

@MainActor @preconcurrency public protocol View {
    associatedtype Body: View
    @ViewBuilder var body: Body { get }
}

extension Never: View {
    public typealias Body = Never
}

extension View where Body == Never {
    public var body: Never { fatalError() }
}

public struct EmptyView: View {
    public typealias Body = Never
    public init() {}
}

public struct TupleView<Contents>: View { public typealias Body = Never }
public struct ConditionalView<First: View, Second: View>: View { public typealias Body = Never }
extension Optional: View where Wrapped: View { public typealias Body = Never }

@resultBuilder public struct ViewBuilder {
    public static func buildBlock() -> EmptyView { fatalError() }
    public static func buildBlock<Content: View>(_ content: Content) -> Content { content }
    public static func buildBlock<each Content: View>(
        _ content: repeat each Content
    ) -> TupleView<(repeat each Content)> { fatalError() }
    public static func buildIf<Content: View>(_ content: Content?) -> Content? { content }
    public static func buildEither<First: View, Second: View>(first: First) -> ConditionalView<First, Second> {
        fatalError()
    }
    public static func buildEither<First: View, Second: View>(second: Second) -> ConditionalView<First, Second> {
        fatalError()
    }
}

// MARK: - State

@MainActor @preconcurrency public protocol DynamicProperty {}

@propertyWrapper public struct State<Value>: DynamicProperty {
    public init(wrappedValue: Value) { fatalError() }
    public init(initialValue: Value) { fatalError() }
    public var wrappedValue: Value {
        get { fatalError() }
        nonmutating set { fatalError() }
    }
    public var projectedValue: Binding<Value> { fatalError() }
}

@propertyWrapper @dynamicMemberLookup public struct Binding<Value> {
    public init(get: @escaping () -> Value, set: @escaping (Value) -> Void) { fatalError() }
    public var wrappedValue: Value {
        get { fatalError() }
        nonmutating set { fatalError() }
    }
    public var projectedValue: Binding<Value> { self }
    public subscript<Subject>(dynamicMember path: WritableKeyPath<Value, Subject>) -> Binding<Subject> { fatalError() }
}

@propertyWrapper @dynamicMemberLookup public struct Bindable<Value: AnyObject & Observable> {
    public init(wrappedValue: Value) { fatalError() }
    public var wrappedValue: Value
    public var projectedValue: Bindable<Value> { self }
    public subscript<Subject>(dynamicMember path: ReferenceWritableKeyPath<Value, Subject>) -> Binding<Subject> {
        fatalError()
    }
}

@propertyWrapper public struct Environment<Value>: DynamicProperty {
    public init(_ path: KeyPath<EnvironmentValues, Value>) { fatalError() }
    public var wrappedValue: Value { fatalError() }
}

public protocol EnvironmentKey {
    associatedtype Value
    static var defaultValue: Value { get }
}

public struct EnvironmentValues {
    public subscript<K: EnvironmentKey>(key: K.Type) -> K.Value {
        get { fatalError() }
        set { fatalError() }
    }
    public var scenePhase: ScenePhase { fatalError() }
    public var dynamicTypeSize: DynamicTypeSize { fatalError() }
    public var openURL: OpenURLAction { fatalError() }
}

public enum ScenePhase: Sendable { case background, inactive, active }

public struct DynamicTypeSize: Sendable { public var isAccessibilitySize: Bool { fatalError() } }

@MainActor public struct OpenURLAction: Sendable {
    public func callAsFunction(_ url: URL) { fatalError() }
}

// MARK: - App

@MainActor @preconcurrency public protocol Scene {}

@MainActor @preconcurrency public protocol App {
    associatedtype Body: Scene
    @SceneBuilder var body: Body { get }
    init()
}

extension App {
    public static func main() { fatalError() }
}

@resultBuilder public struct SceneBuilder {
    public static func buildBlock<Content: Scene>(_ content: Content) -> Content { content }
}

public struct WindowGroup<Content: View>: Scene {
    public init(@ViewBuilder content: () -> Content) { fatalError() }
}

public struct BackgroundTask<Request, Response>: Sendable {}

extension BackgroundTask where Request == Void, Response == Void {
    public static func appRefresh(_ identifier: String) -> BackgroundTask<Void, Void> { fatalError() }
}

extension Scene {
    public func backgroundTask<Request, Response>(
        _ task: BackgroundTask<Request, Response>, action: @escaping @Sendable (Request) async -> Response
    ) -> some Scene { self }
}

public class UIHostingController<Content: View>: UIViewController {
    public init(rootView: Content) { fatalError() }
}

// MARK: - Text and images

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

// MARK: - Layout

public enum HorizontalAlignment: Sendable { case leading, center, trailing }
public enum VerticalAlignment: Sendable { case top, center, bottom, firstTextBaseline }
public enum Alignment: Sendable { case center, leading, trailing, topLeading }

public struct VStack<Content: View>: View {
    public typealias Body = Never
    public init(alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content) {
        fatalError()
    }
}

public struct HStack<Content: View>: View {
    public typealias Body = Never
    public init(alignment: VerticalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content) {
        fatalError()
    }
}

public struct ZStack<Content: View>: View {
    public typealias Body = Never
    public init(alignment: Alignment = .center, @ViewBuilder content: () -> Content) { fatalError() }
}

public protocol Layout {}

public struct VStackLayout: Layout {
    public init(alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil) {}
}

public struct HStackLayout: Layout {
    public init(alignment: VerticalAlignment = .center, spacing: CGFloat? = nil) {}
}

public struct AnyLayout: Layout {
    public init(_ layout: some Layout) {}
    @MainActor public func callAsFunction<Content: View>(@ViewBuilder _ content: () -> Content) -> some View { content() }
}

public struct Spacer: View {
    public typealias Body = Never
    public init(minLength: CGFloat? = nil) { fatalError() }
}

public struct GridItem: Sendable {
    public enum Size: Sendable {
        case fixed(CGFloat)
        case flexible(minimum: CGFloat = 10, maximum: CGFloat = .infinity)
    }
    public init(_ size: Size = .flexible(), spacing: CGFloat? = nil, alignment: Alignment? = nil) {}
}

public struct LazyVGrid<Content: View>: View {
    public typealias Body = Never
    public init(
        columns: [GridItem], alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil,
        @ViewBuilder content: () -> Content
    ) { fatalError() }
}

public struct Group<Content: View>: View {
    public typealias Body = Never
    public init(@ViewBuilder content: () -> Content) { fatalError() }
}

public struct ForEach<Data: RandomAccessCollection, ID: Hashable, Content: View>: View {
    public typealias Body = Never
    public init(_ data: Data, id: KeyPath<Data.Element, ID>, @ViewBuilder content: @escaping (Data.Element) -> Content) {
        fatalError()
    }
}

extension ForEach where Data.Element: Identifiable, ID == Data.Element.ID {
    public init(_ data: Data, @ViewBuilder content: @escaping (Data.Element) -> Content) { fatalError() }
}

// MARK: - Lists and controls

public struct List<Content: View>: View {
    public typealias Body = Never
    public init(@ViewBuilder content: () -> Content) { fatalError() }
}

public struct Form<Content: View>: View {
    public typealias Body = Never
    public init(@ViewBuilder content: () -> Content) { fatalError() }
}

public struct Section<Parent: View, Content: View, Footer: View>: View {
    public typealias Body = Never
    public init(
        @ViewBuilder content: () -> Content, @ViewBuilder header: () -> Parent, @ViewBuilder footer: () -> Footer
    ) { fatalError() }
}

extension Section where Parent == EmptyView {
    public init(@ViewBuilder content: () -> Content, @ViewBuilder footer: () -> Footer) { fatalError() }
}

extension Section where Footer == EmptyView {
    public init(@ViewBuilder content: () -> Content, @ViewBuilder header: () -> Parent) { fatalError() }
}

extension Section where Parent == EmptyView, Footer == EmptyView {
    public init(@ViewBuilder content: () -> Content) { fatalError() }
}

extension Section where Parent == Text, Footer == EmptyView {
    public init(_ title: LocalizedStringKey, @ViewBuilder content: () -> Content) { fatalError() }
    @_disfavoredOverload public init(_ title: some StringProtocol, @ViewBuilder content: () -> Content) { fatalError() }
}

public struct DisclosureGroup<Label: View, Content: View>: View {
    public typealias Body = Never
    public init(@ViewBuilder content: @escaping () -> Content, @ViewBuilder label: () -> Label) { fatalError() }
}

extension DisclosureGroup where Label == Text {
    public init(_ title: LocalizedStringKey, @ViewBuilder content: @escaping () -> Content) { fatalError() }
}

public struct ButtonRole: Equatable, Sendable {
    public static let destructive = ButtonRole()
    public static let cancel = ButtonRole()
}

public struct Button<Label: View>: View {
    public typealias Body = Never
    public init(action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> Label) { fatalError() }
}

extension Button where Label == Text {
    public init(_ title: LocalizedStringKey, action: @escaping @MainActor () -> Void) { fatalError() }
    @_disfavoredOverload
    public init(_ title: some StringProtocol, action: @escaping @MainActor () -> Void) { fatalError() }
    public init(_ title: LocalizedStringKey, role: ButtonRole?, action: @escaping @MainActor () -> Void) { fatalError() }
}

public struct Toggle<Label: View>: View { public typealias Body = Never }

extension Toggle where Label == Text {
    public init(_ title: LocalizedStringKey, isOn: Binding<Bool>) { fatalError() }
}

public struct Picker<Label: View, Selection: Hashable, Content: View>: View { public typealias Body = Never }

extension Picker where Label == Text {
    public init(_ title: LocalizedStringKey, selection: Binding<Selection>, @ViewBuilder content: () -> Content) {
        fatalError()
    }
}

public struct TextField<Label: View>: View { public typealias Body = Never }

extension TextField where Label == Text {
    public init(_ title: LocalizedStringKey, text: Binding<String>) { fatalError() }
}

public struct SecureField<Label: View>: View { public typealias Body = Never }

extension SecureField where Label == Text {
    public init(_ title: LocalizedStringKey, text: Binding<String>) { fatalError() }
}

public struct ProgressView: View {
    public typealias Body = Never
    public init() { fatalError() }
    public init(value: (some BinaryFloatingPoint)?, total: Double = 1) { fatalError() }
}

public struct ShareLink: View {
    public typealias Body = Never
    public init(_ title: LocalizedStringKey, item: URL) { fatalError() }
}

// MARK: - Navigation

public struct TabView<Selection: Hashable, Content: View>: View {
    public typealias Body = Never
    public init(selection: Binding<Selection>?, @ViewBuilder content: () -> Content) { fatalError() }
}

public struct NavigationStack<Data, Root: View>: View {
    public typealias Body = Never
    public init(path: Binding<Data>, @ViewBuilder root: () -> Root)
    where Data: MutableCollection & RandomAccessCollection & RangeReplaceableCollection, Data.Element: Hashable {
        fatalError()
    }
}

extension NavigationStack where Data == NavigationPath {
    public init(@ViewBuilder root: () -> Root) { fatalError() }
}

public struct NavigationPath {}

public struct NavigationLink<Label: View, Destination: View>: View { public typealias Body = Never }

extension NavigationLink where Destination == Never {
    public init(value: (some Hashable)?, @ViewBuilder label: () -> Label) { fatalError() }
}

extension NavigationLink where Label == Text, Destination == Never {
    public init(_ title: LocalizedStringKey, value: (some Hashable)?) { fatalError() }
}

public struct ToolbarItemPlacement: Sendable {
    public static let topBarTrailing = ToolbarItemPlacement()
    public static let cancellationAction = ToolbarItemPlacement()
}

@MainActor @preconcurrency public protocol ToolbarContent {}

public struct ToolbarItem<Content: View>: ToolbarContent {
    public init(placement: ToolbarItemPlacement, @ViewBuilder content: () -> Content) { fatalError() }
}

@resultBuilder public struct ToolbarContentBuilder {
    public static func buildBlock<Content: ToolbarContent>(_ content: Content) -> Content { content }
}

// MARK: - Style

public protocol ShapeStyle: Sendable {}

public struct Color: View, ShapeStyle, Hashable {
    public typealias Body = Never
    public static let red = Color(red: 0, green: 0, blue: 0)
    public static let orange = red
    public static let green = red
    public static let clear = red
    public static let accentColor = red
    public init(red: Double, green: Double, blue: Double, opacity: Double = 1) {}
    public init(uiColor: UIColor) {}
}

extension ShapeStyle where Self == Color {
    public static var white: Color { fatalError() }
    public static var black: Color { fatalError() }
}

public struct HierarchicalShapeStyle: ShapeStyle {}

extension ShapeStyle where Self == HierarchicalShapeStyle {
    public static var primary: HierarchicalShapeStyle { fatalError() }
    public static var secondary: HierarchicalShapeStyle { fatalError() }
}

public struct TintShapeStyle: ShapeStyle {}

extension ShapeStyle where Self == TintShapeStyle {
    public static var tint: TintShapeStyle { fatalError() }
}

public protocol InsettableShape: Sendable {}

public struct RoundedRectangle: InsettableShape {
    public init(cornerRadius: CGFloat) {}
}

public struct Capsule: InsettableShape {
    public init() {}
}

public protocol PrimitiveButtonStyle {}

public struct BorderedButtonStyle: PrimitiveButtonStyle {}
public struct BorderedProminentButtonStyle: PrimitiveButtonStyle {}

extension PrimitiveButtonStyle where Self == BorderedButtonStyle {
    public static var bordered: BorderedButtonStyle { fatalError() }
}

extension PrimitiveButtonStyle where Self == BorderedProminentButtonStyle {
    public static var borderedProminent: BorderedProminentButtonStyle { fatalError() }
}

public struct Edge: Sendable {
    public struct Set: OptionSet, Sendable {
        public let rawValue: Int8
        public init(rawValue: Int8) { self.rawValue = rawValue }
        public static let top = Set(rawValue: 1)
        public static let horizontal = Set(rawValue: 2)
        public static let vertical = Set(rawValue: 4)
        public static let all = Set(rawValue: 7)
    }
}

public struct EdgeInsets: Equatable, Sendable {
    public init() {}
    public init(top: CGFloat, leading: CGFloat, bottom: CGFloat, trailing: CGFloat) {}
}

public enum Visibility: Sendable { case automatic, visible, hidden }

public struct UIKeyboardType: Sendable { public static let URL = UIKeyboardType() }

public struct TextInputAutocapitalization: Sendable { public static var never: TextInputAutocapitalization { fatalError() } }

public struct AccessibilityChildBehavior: Sendable {
    public static let combine = AccessibilityChildBehavior()
    public static let contain = AccessibilityChildBehavior()
}

public struct NavigationBarItem {
    public enum TitleDisplayMode: Sendable { case automatic, inline, large }
}

public protocol TextSelectability {}

public struct EnabledTextSelectability: TextSelectability {}

extension TextSelectability where Self == EnabledTextSelectability {
    public static var enabled: EnabledTextSelectability { fatalError() }
}

// MARK: - Modifiers

extension View {
    public func font(_ font: Font?) -> some View { self }
    public func bold(_ isActive: Bool = true) -> some View { self }
    public func foregroundStyle(_ style: some ShapeStyle) -> some View { self }
    public func background(_ style: some ShapeStyle, in shape: some InsettableShape) -> some View { self }
    public func opacity(_ opacity: Double) -> some View { self }
    public func padding(_ edges: Edge.Set = .all, _ length: CGFloat? = nil) -> some View { self }
    public func padding(_ length: CGFloat) -> some View { self }
    public func frame(width: CGFloat? = nil, height: CGFloat? = nil, alignment: Alignment = .center) -> some View { self }
    public func frame(
        minWidth: CGFloat? = nil, maxWidth: CGFloat? = nil, minHeight: CGFloat? = nil, maxHeight: CGFloat? = nil,
        alignment: Alignment = .center
    ) -> some View { self }
    public func scaledToFit() -> some View { self }
    public func ignoresSafeArea() -> some View { self }
    public func id(_ id: some Hashable) -> some View { self }
    public func tag(_ tag: some Hashable) -> some View { self }
    public func environment<V>(_ path: WritableKeyPath<EnvironmentValues, V>, _ value: V) -> some View { self }
    public func textSelection(_ selectability: some TextSelectability) -> some View { self }

    public func buttonStyle(_ style: some PrimitiveButtonStyle) -> some View { self }
    public func disabled(_ disabled: Bool) -> some View { self }
    public func keyboardType(_ type: UIKeyboardType) -> some View { self }
    public func textInputAutocapitalization(_ value: TextInputAutocapitalization?) -> some View { self }
    public func autocorrectionDisabled(_ disable: Bool = true) -> some View { self }
    public func onSubmit(_ action: @escaping () -> Void) -> some View { self }
    public func searchable(text: Binding<String>, prompt: LocalizedStringKey) -> some View { self }

    public func listRowInsets(_ insets: EdgeInsets?) -> some View { self }
    public func listRowBackground(_ view: (some View)?) -> some View { self }
    public func listRowSeparator(_ visibility: Visibility) -> some View { self }

    public func navigationTitle(_ title: LocalizedStringKey) -> some View { self }
    @_disfavoredOverload public func navigationTitle(_ title: some StringProtocol) -> some View { self }
    public func navigationBarTitleDisplayMode(_ mode: NavigationBarItem.TitleDisplayMode) -> some View { self }
    public func navigationDestination<D: Hashable>(
        for data: D.Type, @ViewBuilder destination: @escaping (D) -> some View
    ) -> some View { self }
    public func toolbar(@ToolbarContentBuilder content: () -> some ToolbarContent) -> some View { self }
    public func tabItem(@ViewBuilder _ label: () -> some View) -> some View { self }
    public func sheet(
        isPresented: Binding<Bool>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping () -> some View
    ) -> some View { self }
    public func interactiveDismissDisabled(_ disabled: Bool = true) -> some View { self }
    public func confirmationDialog(
        _ title: LocalizedStringKey, isPresented: Binding<Bool>, titleVisibility: Visibility = .automatic,
        @ViewBuilder actions: () -> some View, @ViewBuilder message: () -> some View
    ) -> some View { self }

    public func task(@_inheritActorContext _ action: @escaping @Sendable () async -> Void) -> some View { self }
    public func task<ID: Equatable>(
        id: ID, @_inheritActorContext _ action: @escaping @Sendable () async -> Void
    ) -> some View { self }
    public func refreshable(action: @escaping @Sendable () async -> Void) -> some View { self }
    public func onOpenURL(perform action: @escaping (URL) -> Void) -> some View { self }
    public func onDisappear(perform action: (() -> Void)? = nil) -> some View { self }
    public func onChange<V: Equatable>(
        of value: V, initial: Bool = false, _ action: @escaping (_ old: V, _ new: V) -> Void
    ) -> some View { self }
    public func onChange(of value: some Equatable, initial: Bool = false, _ action: @escaping () -> Void) -> some View {
        self
    }

    public func accessibilityElement(children: AccessibilityChildBehavior) -> some View { self }
    public func accessibilityHidden(_ hidden: Bool) -> some View { self }
    public func accessibilityLabel(_ label: LocalizedStringKey) -> some View { self }
    @_disfavoredOverload public func accessibilityLabel(_ label: some StringProtocol) -> some View { self }
}
