extension Configuration {
    /// Estimates how often a pass visits all tiles. What a mechanism does beside its sweeps is not counted.
    func sweeps(for scores: Set<Score>) -> Int {
        let blocks = depth + (pooling == .mean ? 1 : 0)
        let landmarks = attention == .nystrom ? depth : 0
        let forward = blocks + landmarks
        let again = gathersAgain ? depth + landmarks : 0
        return scores.reduce(forward) { sweeps, score in
            switch score.kind {
            case .cls, .attn: sweeps
            case .evidence, .single: sweeps + 1
            case .rollout: sweeps + blocks + 1 + again
            case .relevance, .gradient: sweeps + blocks + again
            }
        }
    }
}
