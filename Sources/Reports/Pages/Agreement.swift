internal import LinMIL

/// Whether the prediction for a slide agrees with its label.
enum Agreement: String, Sendable, Encodable {
    case agrees
    case differs
    case noLabel = "no label"
    /// The label is not one of the model's classes.
    case notComparable = "not comparable"

    /// Compares the label with the predicted class.
    init(of record: SlideRecord) {
        guard let label = record.label, !label.isEmpty else {
            self = .noLabel
            return
        }
        guard let prediction = record.prediction, let place = Self.place(of: label, in: prediction.classes) else {
            self = .notComparable
            return
        }
        self = prediction.classes[place] == prediction.name ? .agrees : .differs
    }

    /// Returns the class that a label names, in upper or lower case, or by its number from 0; nil if there is none.
    ///
    /// If the classes are themselves called by numbers, a number is a name.
    static func place(of label: String, in classes: [String]) -> Int? {
        let name = label.lowercased()
        if let place = classes.firstIndex(where: { $0.lowercased() == name }) { return place }
        guard let number = Self.number(label) else { return nil }
        let numbers = classes.map(Self.number)
        if numbers.contains(where: { $0 != nil }) { return numbers.firstIndex(of: number) }
        return Int(exactly: number).flatMap { classes.indices.contains($0) ? $0 : nil }
    }

    /// The number that a label is: spreadsheets and pandas write 1 as `1.0`, `1.`, `1,0`, `1e0` or ` 1`.
    private static func number(_ label: String) -> Double? {
        let text = label.filter { !$0.isWhitespace }.replacing(",", with: ".")
        guard text.utf8.allSatisfy({ "0123456789.eE+-".utf8.contains($0) }) else { return nil }
        return Double(text.hasSuffix(".") ? String(text.dropLast()) : text)
    }
}
