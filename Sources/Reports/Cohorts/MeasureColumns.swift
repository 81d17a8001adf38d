internal import Results

/// The columns for how far one map explains the prediction, in the table of a cohort.
enum MeasureColumns {
    /// The header of each column.
    static let names = [
        "verdict", "faithfulness", "srg", "aupc", "gain", "random_aupc", "sufficient", "necessary", "evaluated_class",
    ]

    /// The cells of one map. They are empty if it was not measured.
    ///
    /// - Parameter name: the name of the class whose probability was followed.
    static func cells(of measures: MapMeasures?, class name: String?) -> [String] {
        guard let measures else { return names.map { _ in "" } }
        func count(_ number: Int?) -> String { number.map { "\($0)" } ?? "" }
        return [
            measures.verdict.rawValue, "\(measures.faithfulness)", "\(measures.srg)", "\(measures.aupc)",
            "\(measures.gain)", "\(measures.randomAUPC)", count(measures.sufficient), count(measures.necessary),
            CSVCell.text(name ?? ""),
        ]
    }
}
