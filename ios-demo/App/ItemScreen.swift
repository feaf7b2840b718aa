import Billfold
import Charts
import SwiftUI

/// One record: what it says, how its values went over time, and where it comes from.
struct ItemScreen: View {
    let session: WalletSession
    let item: HealthItem

    var body: some View {
        List {
            if let date = item.date { Text(date) }
            if !item.fields.isEmpty { Section { FieldRows(fields: item.fields) } }
            if !item.parts.isEmpty {
                Section("What is in it") {
                    ForEach(Array(item.parts.enumerated()), id: \.offset) { number, part in
                        NavigationLink(value: Screen.attachment(item, number)) { ListRow(title: part) }
                    }
                }
            }
            if let code = item.trendCode { TrendSections(trends: session.health.trends(code)) }
            Section("From") {
                FieldRow(item.origin.payerName, agoWords(item.origin.fetchedAt))
                if let since = item.origin.missingSinceAt {
                    FieldRow("Your plan no longer has it", "Since \(momentWords(since))")
                }
                NavigationLink("Show it as your plan sent it", value: Screen.source(item.origin))
            }
        }
        .navigationTitle(item.title)
        .navigationBarTitleDisplayMode(.inline)
    }
}

/// The values of a result over time, where there are several.
struct TrendSections: View {
    @State var trends: Loader<[Trend]>

    var body: some View {
        Group {
            switch trends.state {
            case .loading: Busy("Reading your wallet")
            case .failed(let problem): ProblemNotice(problem: problem) { _ in Task { await trends.retry() } }
            case .ready(let all):
                ForEach(all.filter { $0.points.count > 1 }, id: \.self) { trend in
                    Section("Over time") { TrendChart(trend: trend) }
                }
            }
        }
        .reads(trends)
    }
}

/// The values of a result over time: as far apart as their days are.
struct TrendChart: View {
    let trend: Trend

    var body: some View {
        VStack(alignment: .leading, spacing: 8) {
            Text(trend.title).font(.headline)
            Chart(Array(trend.inOrder.enumerated()), id: \.offset) { _, point in
                LineMark(x: .value("When", point.date.start()), y: .value(trend.title, point.height))
                PointMark(x: .value("When", point.date.start()), y: .value(trend.title, point.height))
                    .accessibilityLabel(point.date.words())
                    .accessibilityValue(trend.words(point))
            }
            .chartYScale(domain: .automatic(includesZero: false))
            .frame(minHeight: 180)
        }
        .padding(.vertical, 8)
        .accessibilityElement(children: .contain)
        .accessibilityLabel(trend.spoken)
    }
}

/// A record as the payer sent it, and who wrote it.
struct SourceScreen: View {
    @State private var source: Loader<String?>
    @State private var provenance: Loader<[Provenance]>

    init(session: WalletSession, origin: Origin) {
        _source = State(initialValue: session.records.source(origin))
        _provenance = State(initialValue: session.records.provenance(origin))
    }

    var body: some View {
        List {
            Loaded(state: provenance.state, retry: provenance.retry) { all in
                if !all.isEmpty {
                    Section("Who wrote it") {
                        ForEach(Array(all.enumerated()), id: \.offset) { Text($0.element.summary) }
                    }
                }
            }
            Section("As your plan sent it") {
                Loaded(state: source.state, retry: source.retry) { text in
                    Text(text ?? "This record is not in your wallet any more.")
                        .font(.footnote.monospaced())
                        .textSelection(.enabled)
                }
            }
        }
        .navigationTitle("Record")
        .navigationBarTitleDisplayMode(.inline)
        .reads(source)
        .reads(provenance)
    }
}
