internal import LinMIL

/// Whether the prediction for a slide agrees with its label.
enum Agreement: String, Sendable, Encodable {
    case agrees
    case differs
    case noLabel = "no label"
    /// The label is not one of the model's classes.
    case notComparable = "not comparable"

    /// Compares the label with the class's name, in upper or lower case, or with its number.
    init(of record: SlideRecord) {
        guard let label = record.label, !label.isEmpty else {
            self = .noLabel
            return
        }
        let name = label.lowercased()
        guard let prediction = record.prediction else {
            self = .notComparable
            return
        }
        let classes = prediction.classes
        let place =
            classes.firstIndex { $0.lowercased() == name }
            ?? Self.number(label).flatMap { classes.indices.contains($0) ? $0 : nil }
        guard let place else {
            self = .notComparable
            return
        }
        self = classes[place] == prediction.name ? .agrees : .differs
    }

    /// The number that a label is: spreadsheets and pandas write 1 as `1.0`, `1.` or ` 1`.
    private static func number(_ label: String) -> Int? {
        let text = label.filter { !$0.isWhitespace }
        return Double(text.hasSuffix(".") ? String(text.dropLast()) : text).flatMap { Int(exactly: $0) }
    }
}
