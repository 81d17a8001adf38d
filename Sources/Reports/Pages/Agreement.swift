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
            ?? Int(label).flatMap { classes.indices.contains($0) ? $0 : nil }
        guard let place else {
            self = .notComparable
            return
        }
        self = classes[place] == prediction.name ? .agrees : .differs
    }
}
