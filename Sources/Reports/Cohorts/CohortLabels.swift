internal import LinMIL

/// The labels of a cohort's slides, compared with the model's classes.
enum CohortLabels {
    /// Returns a warning if slides have labels and none of them is a class, by name or by number; else nil.
    static func warning(of records: [SlideRecord]) -> String? {
        let labelled = records.filter { $0.prediction != nil && Agreement(of: $0) != .noLabel }
        guard !labelled.isEmpty, labelled.allSatisfy({ Agreement(of: $0) == .notComparable }) else { return nil }
        let labels = Set(labelled.compactMap(\.label)), classes = Set(labelled.flatMap { $0.prediction?.classes ?? [] })
        return
            "no label is one of the model's classes: the labels are \(listed(labels)), the classes \(listed(classes)); "
            + "call them alike, or give a class by its number from 0"
    }

    private static func listed(_ names: Set<String>) -> String {
        let shown = names.sorted().prefix(5).map { "'\($0)'" }.joined(separator: ", ")
        return names.count > 5 ? shown + ", ..." : shown
    }
}
