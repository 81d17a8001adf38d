/// What the user should know of the slides in one table, besides the warnings of each.
package enum CohortWarnings {
    /// Returns the warnings about a table, one sentence each.
    ///
    /// - Parameter unlisted: the slides that the list of the last run did not have.
    package static func all(about records: [SlideRecord], unlisted: [String]) -> [String] {
        var warnings = MixedRuns.warnings(about: records)
        if !unlisted.isEmpty {
            warnings.append(
                "\(unlisted.count) of \(records.count) slides \(unlisted.count == 1 ? "is" : "are") not in the list of the last run: "
                    + MixedRuns.listed(unlisted))
        }
        return warnings + ofLabels(records)
    }

    /// Returns a warning if slides have labels and none of them is a class, by name or by number.
    package static func ofLabels(_ records: [SlideRecord]) -> [String] {
        [CohortLabels.warning(of: records)].compactMap(\.self)
    }
}
