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
        return warnings + ofList(records)
    }

    /// Returns warnings about what a list says of its slides: labels of which none is a class, by name or by number, and
    /// cases that are called almost alike.
    package static func ofList(_ records: [SlideRecord]) -> [String] {
        [CohortLabels.warning(of: records), CaseColumn.warning(of: records)].compactMap(\.self)
    }
}
