import Billfold
import Foundation

extension Trend {
    /// What was measured, and in which unit.
    var title: String { joined([name.text, unit], by: ", ") ?? "" }

    /// The values in the order in which they were taken.
    var inOrder: [TrendPoint] { points.sorted { $0.date < $1.date } }

    /// What the chart shows, for those who hear it.
    var spoken: String {
        guard let lowest = points.min(by: { $0.value < $1.value }), let highest = points.max(by: { $0.value < $1.value }),
            let newest = inOrder.last
        else { return title }
        return "\(points.count) values of \(name.text): lowest \(words(lowest)), highest \(words(highest)), "
            + "newest \(words(newest))"
    }

    /// A value with its unit.
    func words(_ point: TrendPoint) -> String { joined(["\(point.comparator ?? "")\(point.value)", unit], by: " ") ?? "" }
}

extension TrendPoint {
    /// For drawing: where it stands between the lowest and the highest.
    var height: Double { NSDecimalNumber(decimal: value).doubleValue }
}
