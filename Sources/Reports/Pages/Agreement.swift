internal import LinMIL

/// Whether the prediction for a slide agrees with its label.
enum Agreement: String, Sendable, Encodable {
    case agrees
    case differs
    case noLabel = "no label"
    /// The label is not one of the model's classes, or the model's output is a value, which is of no class.
    case notComparable = "not comparable"

    /// Compares the label with the predicted class.
    init(of record: SlideRecord) {
        guard let label = record.label, !label.isEmpty else {
            self = .noLabel
            return
        }
        guard let (choices, chosen) = record.prediction?.choice, let place = Self.place(of: label, in: choices) else {
            self = .notComparable
            return
        }
        self = choices[place] == choices[chosen] ? .agrees : .differs
    }

    /// Returns the class that a label names, in upper or lower case, or by its number from 0; nil if there is none.
    ///
    /// If the classes are themselves called by numbers, a number is a name.
    static func place(of label: String, in classes: [String?]) -> Int? {
        let name = label.lowercased()
        if let place = classes.firstIndex(where: { $0?.lowercased() == name }) { return place }
        guard let number = Self.number(label) else { return nil }
        let numbers = classes.map { $0.flatMap(Self.number) }
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

extension Prediction {
    /// The classes that a label can name, in the order of their numbers, and the place of the more probable one; nil for a
    /// value. The absence of a single class is label 0, and has no name.
    var choice: (classes: [String?], chosen: Int)? {
        switch answer {
        case .predicted: predictedClass.map { (classes, $0) }
        case .value: nil
        case .sigmoid(let name, let probability): ([nil, name], probability >= 0.5 ? 1 : 0)
        }
    }
}
