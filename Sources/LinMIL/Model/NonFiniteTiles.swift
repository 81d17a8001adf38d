internal import Synchronization

/// Which tiles' features are not finite: counted while they are read, in any order.
final class NonFiniteTiles: Sendable {
    private let found = Mutex<(count: Int, first: Int)?>(nil)

    /// Looks at a block of features. [rows, F]
    func note(_ block: Rows, startingAt row: Int) {
        guard let bad = block.nonFinite() else { return }
        found.withLock { found in
            found = (bad.count + (found?.count ?? 0), min(row + bad.first, found?.first ?? .max))
        }
    }

    /// - Throws: `ModelError.nonFiniteFeatures` if some were found.
    func check(_ features: FeatureSource) throws(ModelError) {
        guard let found = found.withLock({ $0 }) else { return }
        throw .nonFiniteFeatures(
            features: features.name, tiles: found.count, of: features.tileCount, first: found.first)
    }
}
