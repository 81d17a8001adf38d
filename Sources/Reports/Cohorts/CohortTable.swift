/// A cohort's slides as a table, a line each.
package struct CohortTable: Sendable {
    private let records: [SlideRecord]

    /// Takes records in any order; the table is in that of the slides' names.
    package init(_ records: [SlideRecord]) {
        self.records = records.sorted { $0.slide < $1.slide }
    }

    /// Returns the table as CSV (RFC 4180), with a column for each class that any model of the cohort has.
    package var csv: String {
        var classes: [String] = []
        for name in records.flatMap(\.classes) where !classes.contains(name) { classes.append(name) }
        let head =
            ["slide_id", "status", "tiles", "predicted_class", "label"] + classes.map { "probability_\($0)" }
            + classes.map { "logit_\($0)" }
            + [
                "score_min", "score_mean", "score_max", "score_entropy", "score_top1pct_share", "range_low",
                "range_high", "seconds", "reason",
            ]
        let lines = [head.map(CSVCell.text)] + records.map { Self.cells(of: $0, classes: classes) }
        return lines.map { $0.joined(separator: ",") + "\r\n" }.joined()
    }

    private static func cells(of record: SlideRecord, classes: [String]) -> [String] {
        func number(_ values: [Float], _ name: String) -> String {
            record.classes.firstIndex(of: name).flatMap { values.indices.contains($0) ? "\(values[$0])" : nil } ?? ""
        }
        func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
        let statistics = record.statistics
        return [
            CSVCell.text(record.slide), record.status.rawValue, record.tiles.map(String.init) ?? "",
            CSVCell.text(record.predictedClass ?? ""), CSVCell.text(record.label ?? ""),
        ] + classes.map { number(record.probabilities, $0) } + classes.map { number(record.logits, $0) } + [
            number(statistics?.lowest), number(statistics?.mean), number(statistics?.highest),
            number(statistics?.entropy), number(statistics?.topShare), number(record.range?.first),
            number(record.range?.last), number((record.seconds * 1000).rounded() / 1000),
            CSVCell.text(record.reason ?? ""),
        ]
    }
}

/// Texts as cells of a CSV file that a spreadsheet may open.
package enum CSVCell {
    /// Quotes a text where it needs it, and puts an apostrophe before what a spreadsheet would take for a formula: a number
    /// is none, and some take wide characters for one.
    package static func text(_ text: String) -> String {
        let isFormula = text.unicodeScalars.first.map { "=+-@\t\r＝＋－＠".unicodeScalars.contains($0) } ?? false
        let safe = isFormula && Double(text) == nil ? "'" + text : text
        guard safe.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}
