internal import LinMIL

/// The columns for what models say, in the table of a cohort: `probability_CLASS` and `logit_CLASS` for each class of any
/// model, then `value` and `sigmoid_probability` if there are models with one output.
struct OutputColumns {
    private typealias Column = (name: String, number: @Sendable (Prediction) -> Float?)
    private let columns: [Column]

    /// Makes the columns that some of the predictions fill.
    init(_ predictions: [Prediction]) {
        var classes: [String] = []
        for name in predictions.filter({ $0.output == .classes }).flatMap(\.classes) where !classes.contains(name) {
            classes.append(name)
        }
        let ofClasses: [Column] =
            classes.map { name in ("probability_\(name)", { $0.number(of: name, in: $0.probabilities) }) }
            + classes.map { name in ("logit_\(name)", { $0.number(of: name, in: $0.logits) }) }
        let ofOne: [Column] = [("value", { $0.value }), ("sigmoid_probability", { $0.sigmoid })]
        columns = ofClasses + ofOne.filter { column in predictions.contains { column.number($0) != nil } }
    }

    /// The header of each column.
    var names: [String] { columns.map(\.name) }

    /// The cells of one line. A cell is empty where the model has no such output.
    func cells(of prediction: Prediction?) -> [String] {
        columns.map { column in prediction.flatMap(column.number).map { "\($0)" } ?? "" }
    }
}

extension Prediction {
    /// The number of a class in a list with one for each class; nil if there is no such class or list.
    fileprivate func number(of name: String, in numbers: [Float]?) -> Float? {
        guard output == .classes, let numbers, let place = classes.firstIndex(of: name),
            numbers.indices.contains(place)
        else { return nil }
        return numbers[place]
    }
}
