internal import LinMIL

extension TileMap {
    /// Returns the mean of each number over several lists, in double precision and in the order of the lists.
    static func mean(of lists: [[Float]]) -> [Float] {
        guard let first = lists.first else { return [] }
        return first.indices.map { place in
            Float(lists.reduce(0) { $0 + Double($1[place]) } / Double(lists.count))
        }
    }

    /// Returns what is made of several models' maps of one score.
    ///
    /// The mean's parts are the means of the models' parts, so they add up to the mean of the models' targets; its log-odds
    /// are the mean of the models' log-odds.
    ///
    /// - Parameters:
    ///   - maps: one map of each model, of the same score.
    ///   - labels: the models' names.
    ///   - count: how many scores the result has. Of several, a warning names its own.
    static func combined(
        _ maps: [TileMap], across: [AcrossModels], labels: [String], among count: Int
    ) -> [TileMap] {
        let (score, agreement) = (maps[0].score, RankAgreement(of: maps.map(\.scores)))
        let constant = zip(labels, maps).filter { _, map in
            map.scores.count > 1 && map.scores.allSatisfy { $0 == map.scores[0] }
        }.map(\.0)
        let cautions = [score.score?.kind.caution].compactMap(\.self)
        var uncorrelated: [String] = []
        if !constant.isEmpty {
            let what = count == 1 ? "scores" : "scores '\(score.name)'"
            uncorrelated.append(
                "all \(maps[0].scores.count) \(what) of \(constant.joined(separator: ", ")) are equal, so "
                    + "\(constant.count == 1 ? "its map has" : "their maps have") no rank correlation")
        }
        func mean(_ fact: (TileMap) -> Float?) -> Float? {
            let values = maps.compactMap(fact)
            return values.count == maps.count ? Self.mean(of: values.map { [$0] })[0] : nil
        }
        return across.map { across in
            switch (across, score) {
            case (.disagreement, .model(let kind, let blocks)):
                return TileMap(
                    .disagreement(kind, blocks: blocks), scores: rankSpread(of: maps.map(\.scores)),
                    rankAgreement: agreement, warnings: uncorrelated)
            default:
                var parts: ScoreParts?
                if let token = mean(\.parts?.classToken), let biases = mean(\.parts?.biases),
                    let target = mean(\.parts?.target)
                {
                    parts = ScoreParts(classToken: token, biases: biases, target: target)
                }
                return TileMap(
                    score, scores: Self.mean(of: maps.map(\.scores)), parts: parts, logOdds: mean(\.logOdds),
                    rankAgreement: agreement, warnings: cautions + uncorrelated)
            }
        }
    }
}
