// See SwiftUI.swift.

import SwiftUI

public protocol Plottable {}
extension Double: Plottable {}
extension Date: Plottable {}
extension String: Plottable {}

public struct PlottableValue<Value: Plottable> {
    public static func value(_ label: LocalizedStringKey, _ value: Value) -> PlottableValue { fatalError() }
    @_disfavoredOverload
    public static func value(_ label: some StringProtocol, _ value: Value) -> PlottableValue { fatalError() }
}

@MainActor @preconcurrency public protocol ChartContent {}

extension ChartContent {
    public func accessibilityLabel(_ label: some StringProtocol) -> some ChartContent { self }
    public func accessibilityValue(_ value: some StringProtocol) -> some ChartContent { self }
}

public struct LineMark: ChartContent {
    public init<X: Plottable, Y: Plottable>(x: PlottableValue<X>, y: PlottableValue<Y>) { fatalError() }
}

public struct PointMark: ChartContent {
    public init<X: Plottable, Y: Plottable>(x: PlottableValue<X>, y: PlottableValue<Y>) { fatalError() }
}

public struct ChartContentTuple<Contents>: ChartContent {}

@resultBuilder public struct ChartContentBuilder {
    public static func buildBlock<each Content: ChartContent>(
        _ content: repeat each Content
    ) -> ChartContentTuple<(repeat each Content)> { fatalError() }
}

public struct Chart<Content>: View {
    public typealias Body = Never

    public init<Data: RandomAccessCollection, ID: Hashable>(
        _ data: Data, id: KeyPath<Data.Element, ID>,
        @ChartContentBuilder content: @escaping (Data.Element) -> Content
    ) where Content: ChartContent { fatalError() }
}

public protocol ScaleDomain {}

public struct AutomaticScaleDomain: ScaleDomain {}

extension ScaleDomain where Self == AutomaticScaleDomain {
    public static func automatic(includesZero: Bool? = nil, reversed: Bool? = nil) -> AutomaticScaleDomain { fatalError() }
}

extension View {
    public func chartYScale(domain: some ScaleDomain) -> some View { self }
}
