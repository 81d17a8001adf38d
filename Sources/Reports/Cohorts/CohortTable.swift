internal import Heatmaps
internal import LinMIL
internal import Rendering
internal import Results

/// The table of a cohort, with one line per slide.
package struct CohortTable: Sendable {
    private let records: [SlideRecord]

    /// Makes a table from records in any order. The table is sorted by the slides' names.
    package init(_ records: [SlideRecord]) {
        self.records = records.sorted { $0.slide < $1.slide }
    }

    /// The table as CSV (RFC 4180), with columns for every output of any model in the cohort.
    package var csv: String {
        let outputs = OutputColumns(records.compactMap(\.prediction))
        let head =
            ["slide_id", "status", "tiles", "predicted_class", "label"] + outputs.names
            + [
                "score_min", "score_mean", "score_max", "score_entropy", "score_top1pct_share", "range_low",
                "range_high", "seconds", "reason",
            ]
        let lines = [head.map(CSVCell.text)] + records.map { Self.cells(of: $0, outputs: outputs) }
        return lines.map { $0.joined(separator: ",") + "\r\n" }.joined()
    }

    private static func cells(of record: SlideRecord, outputs: OutputColumns) -> [String] {
        let prediction = record.prediction
        func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
        let statistics = record.result?.statistics
        return [
            CSVCell.text(record.slide), record.status.rawValue, record.result.map { "\($0.tiles)" } ?? "",
            CSVCell.text(prediction?.name ?? ""), CSVCell.text(record.label ?? ""),
        ] + outputs.cells(of: prediction) + [
            number(statistics?.lowest), number(statistics?.mean), number(statistics?.highest),
            number(statistics?.entropy), number(statistics?.topShare), number(record.picture?.range?.low),
            number(record.picture?.range?.high), number((record.seconds * 1000).rounded() / 1000),
            CSVCell.text(record.reason ?? ""),
        ]
    }
}
