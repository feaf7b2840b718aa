// Lists and controls.

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
