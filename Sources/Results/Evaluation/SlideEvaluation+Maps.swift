extension SlideEvaluation {
    /// Returns the evaluation of some maps, under other names; nil if none of them was measured.
    ///
    /// - Parameter names: the maps' names here, and what they are called in the new evaluation.
    func keeping(_ names: some Sequence<(String, String)>) -> SlideEvaluation? {
        var kept = self
        kept.scores = [:]
        for (name, other) in names { kept.scores[other] = scores[name] }
        return kept.scores.isEmpty ? nil : kept
    }
}
