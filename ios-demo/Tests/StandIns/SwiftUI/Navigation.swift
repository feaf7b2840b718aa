// Navigation.

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
