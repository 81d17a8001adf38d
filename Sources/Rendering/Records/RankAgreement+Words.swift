internal import LinMIL
package import Results

extension RankAgreement {
    /// The correlation for people, with the least if there are several pairs: `0.812`, `0.812 (least 0.701)`, `unknown` if no
    /// pair has one.
    package var words: String {
        guard let mean, let least else { return "unknown, a map is constant" }
        let words = NumberText.short(mean, digits: 3)
        return correlations.count > 2 ? "\(words) (least \(NumberText.short(least, digits: 3)))" : words
    }
}

/// What the ends of a disagreement's colours mean.
package enum DisagreementEnds {
    /// Of the low end, and of the high end.
    package static let words = ["models agree", "models disagree"]
}
