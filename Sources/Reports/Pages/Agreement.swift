internal import LinMIL

/// Whether the prediction for a slide agrees with its label.
enum Agreement: String, Sendable, Encodable {
    case agrees
    case differs
    case noLabel = "no label"
    /// The label is not one of the model's classes, or the model's output is a value, which is of no class.
    case notComparable = "not comparable"

    /// Compares the label with the class's name, in upper or lower case, or with its number.
    init(of record: SlideRecord) {
        guard let label = record.label, !label.isEmpty else {
            self = .noLabel
            return
        }
        let name = label.lowercased()
        guard let (choices, chosen) = record.prediction?.choice,
            let place = choices.firstIndex(where: { $0?.lowercased() == name })
                ?? Self.number(label).flatMap({ choices.indices.contains($0) ? $0 : nil })
        else {
            self = .notComparable
            return
        }
        self = choices[place] == choices[chosen] ? .agrees : .differs
    }

    /// The number that a label is: spreadsheets and pandas write 1 as `1.0`, `1.` or ` 1`.
    private static func number(_ label: String) -> Int? {
        let text = label.filter { !$0.isWhitespace }
        return Double(text.hasSuffix(".") ? String(text.dropLast()) : text).flatMap { Int(exactly: $0) }
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
