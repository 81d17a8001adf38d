internal import LinMIL
internal import Ranking

/// How alike several models rank the tiles of a slide: Spearman's rank correlation of each pair of maps.
public struct RankAgreement: Sendable, Equatable {
    /// The correlation of each pair, ties at their average; nil if one of the two maps is constant. [models, models]
    public let correlations: [[Double?]]

    /// Compares the maps of several models. [models] of [tiles]
    public init(of maps: [[Float]]) {
        let ranks = maps.map { Ranks.averages(of: $0) }
        var correlations = [[Double?]](
            repeating: [Double?](repeating: nil, count: maps.count), count: maps.count)
        for first in ranks.indices {
            for second in first..<ranks.count {
                let value = rankCorrelation(ofRanks: ranks[first], ranks[second])
                (correlations[first][second], correlations[second][first]) = (value, value)
            }
        }
        self.correlations = correlations
    }

    /// Takes correlations that a file holds. [models, models]
    init(correlations: [[Double?]]) { self.correlations = correlations }

    /// Whether these can be the correlations of so many models.
    func isPlausible(models: Int) -> Bool {
        correlations.count == models
            && correlations.allSatisfy { row in
                row.count == models && row.allSatisfy { $0.map { abs($0) <= 1 + 1e-9 } ?? true }
            }
    }

    /// The correlations of two models each.
    private var pairs: [Double] {
        correlations.indices.flatMap { first in correlations[first].dropFirst(first + 1).compactMap(\.self) }
    }

    /// The mean over all pairs that have a correlation; nil if none has.
    public var mean: Double? {
        let pairs = pairs
        return pairs.isEmpty ? nil : pairs.reduce(0, +) / Double(pairs.count)
    }

    /// The correlation of the two models that agree least; nil if no pair has one.
    public var least: Double? { pairs.min() }
}

extension RankAgreement: Codable {
    /// Decodes the matrix.
    public init(from decoder: any Decoder) throws { correlations = try [[Double?]](from: decoder) }

    /// Encodes the matrix; null stands for a pair without a correlation.
    public func encode(to encoder: any Encoder) throws { try correlations.encode(to: encoder) }
}

/// Returns how far several models differ in the rank that they give each tile: the standard deviation over the models of
/// (rank - 1) / (n - 1). [models] of [tiles] -> [tiles]
///
/// Ranks count from 1 for the lowest score, with ties at their average. 0 says that all models give the tile the same rank,
/// and 0.5, the most, that half of them rank it highest and half lowest. A single tile has 0. The corresponding Python
/// line is `((scipy.stats.rankdata(maps, axis=1) - 1) / (n - 1)).std(axis=0)`.
public func rankSpread(of maps: [[Float]]) -> [Float] {
    let ranks = maps.map { Ranks.averages(of: $0) }
    guard let count = ranks.first?.count, count > 1 else {
        return [Float](repeating: 0, count: ranks.first?.count ?? 0)
    }
    let models = Double(maps.count)
    return (0..<count).map { tile in
        // Sums of ranks are exact, so the order of the models does not matter.
        let mean = ranks.reduce(0) { $0 + $1[tile] } / models
        let squares = ranks.map { ($0[tile] - mean) * ($0[tile] - mean) }.sorted().reduce(0, +)
        return min(0.5, Float((squares / models).squareRoot() / Double(count - 1)))
    }
}
