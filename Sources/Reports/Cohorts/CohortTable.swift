internal import Heatmaps
package import LinMIL
internal import Rendering
internal import Results

/// The table of a cohort, with one line per slide.
package struct CohortTable: Sendable {
    private let records: [SlideRecord]

    /// Makes a table from records in any order. The table is sorted by the slides' names.
    package init(_ records: [SlideRecord]) {
        self.records = records.sorted { $0.slide < $1.slide }
    }

    /// The table as CSV (RFC 4180), with columns for every output of any model in the cohort, and the list's own at the end.
    package var csv: String {
        let (outputs, scores) = (OutputColumns(records.compactMap(\.prediction)), ScoreColumns(records))
        let models = ModelColumns(records)
        let others = Self.distinct(records.flatMap { $0.listing.tableColumns.map(\.name) })
        let head =
            ["slide_id", "status", "tiles", "predicted_class", "label"] + outputs.names
            + (hasPrecisions ? ["precision"] : []) + models.names + scores.names + ["picture", "seconds", "reason"]
        let lines =
            [(head + Self.names(for: others, beside: head)).map(CSVCell.text)]
            + records.map { record in
                cells(of: record, outputs, models, scores) + others.map { CSVCell.text(record.listing[$0] ?? "") }
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

    /// Whether a slide was not computed in float32.
    private var hasPrecisions: Bool { records.contains { $0.precision != .float32 } }

    private func cells(
        of record: SlideRecord, _ outputs: OutputColumns, _ models: ModelColumns, _ scores: ScoreColumns
    ) -> [String] {
        let prediction = record.prediction
        return [
            CSVCell.text(record.slide), record.status.rawValue, record.result.map { "\($0.tiles)" } ?? "",
            CSVCell.text(prediction?.name ?? ""), CSVCell.text(record.label ?? ""),
        ] + outputs.cells(of: prediction) + (hasPrecisions ? [record.precision.rawValue] : [])
            + models.cells(of: record) + scores.cells(of: record) + [
                record.ground, "\((record.seconds * 1000).rounded() / 1000)", CSVCell.text(record.reason ?? ""),
            ]
    }
}

extension SlideRecord {
    /// The numbers in which the model's weights were multiplied; float32 also where there was no model.
    package var precision: Precision { basis?.sources.precision ?? .float32 }

    /// What the map is drawn on; empty if it is not drawn.
    fileprivate var ground: String {
        guard let picture else { return "" }
        if picture.background == .thumbnail { return picture.thumbnail == nil ? "slide" : "thumbnail" }
        return lacksPicture ? "missing" : "none"
    }
}

extension SlideRecord.Listing {
    /// The text of a column; nil if the list does not have it.
    fileprivate subscript(_ column: String) -> String? { tableColumns.first { $0.name == column }?.text }
}
