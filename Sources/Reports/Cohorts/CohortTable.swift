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

    /// The table as CSV (RFC 4180), with columns for every class of any model in the cohort, and the list's own at the end.
    package var csv: String {
        let classes = Self.distinct(records.flatMap { $0.prediction?.classes ?? [] })
        let others = Self.distinct(records.flatMap { $0.listing.columns.map(\.name) })
        let head =
            ["slide_id", "status", "tiles", "predicted_class", "label"] + classes.map { "probability_\($0)" }
            + classes.map { "logit_\($0)" }
            + [
                "score_min", "score_mean", "score_max", "score_entropy", "score_top1pct_share", "range_low",
                "range_high", "picture", "seconds", "reason",
            ]
        let lines =
            [(head + Self.names(for: others, beside: head)).map(CSVCell.text)]
            + records.map { record in
                Self.cells(of: record, classes: classes) + others.map { CSVCell.text(record.listing[$0] ?? "") }
            }
        return lines.map { $0.joined(separator: ",") + "\r\n" }.joined()
    }

    /// Returns names for the columns of a list. One that the table has too is called `list_NAME`.
    private static func names(for columns: [String], beside head: [String]) -> [String] {
        var names = head
        for column in columns {
            var name = column
            while names.contains(name) { name = "list_" + name }
            names.append(name)
        }
        return Array(names[head.count...])
    }

    private static func distinct(_ names: [String]) -> [String] {
        var known: Set<String> = []
        return names.filter { known.insert($0).inserted }
    }

    private static func cells(of record: SlideRecord, classes: [String]) -> [String] {
        let prediction = record.prediction
        func number(_ values: [Float]?, _ name: String) -> String {
            guard let values, let place = prediction?.classes.firstIndex(of: name), values.indices.contains(place)
            else {
                return ""
            }
            return "\(values[place])"
        }
        func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
        let statistics = record.result?.statistics
        return [
            CSVCell.text(record.slide), record.status.rawValue, record.result.map { "\($0.tiles)" } ?? "",
            CSVCell.text(prediction?.name ?? ""), CSVCell.text(record.label ?? ""),
        ] + classes.map { number(prediction?.probabilities, $0) } + classes.map { number(prediction?.logits, $0) } + [
            number(statistics?.lowest), number(statistics?.mean), number(statistics?.highest),
            number(statistics?.entropy), number(statistics?.topShare), number(record.picture?.range?.low),
            number(record.picture?.range?.high), record.ground, number((record.seconds * 1000).rounded() / 1000),
            CSVCell.text(record.reason ?? ""),
        ]
    }
}

extension SlideRecord {
    /// What the map is drawn on; empty if it is not drawn.
    fileprivate var ground: String {
        guard let picture else { return "" }
        if picture.background == .thumbnail { return picture.thumbnail == nil ? "slide" : "thumbnail" }
        return lacksPicture ? "missing" : "none"
    }
}

extension SlideRecord.Listing {
    /// The text of a column; nil if the list does not have it.
    fileprivate subscript(_ column: String) -> String? { columns.first { $0.name == column }?.text }
}
