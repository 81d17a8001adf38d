internal import LinMIL

/// Whether a prediction is what a list says of a slide.
enum Agreement: String, Sendable, Encodable {
    case agrees
    case differs
    case noLabel = "no label"
    /// The label is none of the model's classes, so nothing follows from it.
    case notComparable = "not comparable"

    /// Compares by name, in capitals or not, or by the class's number.
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
