internal import Synchronization

/// What the features of a slide look like, beyond their numbers: found while the model reads them.
public struct FeatureFindings: Sendable, Equatable {
    /// The tiles whose features are all zero.
    public var zeroTiles = 0
    /// The first such tile, counted from 0.
    public var firstZeroTile: Int?
    /// Whether there are several tiles and all have the same features.
    public var allTilesAlike = false
}

/// Looks at the features of a slide block by block, in any order.
final class FeatureAudit: Sendable {
    private struct State {
        var nonFinite: (count: Int, first: Int)?
        var findings = FeatureFindings()
        /// The first row that came, [F], until another one differs from it.
        var reference: [Float]?
        var hasDifferentTiles = false
        var tiles = 0
    }

    private let state = Mutex(State())

    /// Looks at a block of features. [rows, F]
    func note(_ block: Rows, startingAt row: Int) {
        let (bad, zero) = (block.nonFinite(), block.zeroRows())
        let first = block.prefix(1)
        let isUniform = (1..<max(1, block.count)).allSatisfy { block.rows($0..<$0 + 1).equals(first) }
        state.withLock { state in
            if let bad {
                state.nonFinite = (
                    bad.count + (state.nonFinite?.count ?? 0), min(row + bad.first, state.nonFinite?.first ?? .max)
                )
            }
            if let zero {
                state.findings.zeroTiles += zero.count
                state.findings.firstZeroTile = min(row + zero.first, state.findings.firstZeroTile ?? .max)
            }
            state.tiles += block.count
            guard !state.hasDifferentTiles else { return }
            let values = first.values
            state.hasDifferentTiles = !isUniform || state.reference.map { $0 != values } ?? false
            state.reference = state.reference ?? values
        }
    }

    /// What was found.
    ///
    /// - Throws: `ModelError.nonFiniteFeatures` if some are not finite, `ModelError.zeroFeatures` if all are zero.
    func check(_ features: FeatureSource) throws(ModelError) -> FeatureFindings {
        let state = state.withLock { $0 }
        if let found = state.nonFinite {
            throw .nonFiniteFeatures(
                features: features.name, tiles: found.count, of: features.tileCount, first: found.first)
        }
        if state.tiles == features.tileCount, state.findings.zeroTiles == features.tileCount {
            throw .zeroFeatures(features: features.name, tiles: features.tileCount)
        }
        var findings = state.findings
        findings.allTilesAlike = !state.hasDifferentTiles && state.tiles > 1
        return findings
    }
}

extension FeatureSource {
    /// Reads all features, without a model, and says what is remarkable about them.
    ///
    /// - Throws: `ModelError.nonFiniteFeatures` if some are not finite, `ModelError.zeroFeatures` if all are zero, and what
    ///   reading throws.
    public func findings() throws -> FeatureFindings {
        let audit = FeatureAudit()
        guard tileCount > 0, width > 0 else { return FeatureFindings() }
        let bytesOfRow = width * element.size
        let rowCount = min(tileCount, Sweep.blockRows)
        let stored = try Matrix(1, rowCount * bytesOfRow / MemoryLayout<Float>.size + 1)
        let block = try Matrix(rowCount, width)
        for first in stride(from: 0, to: tileCount, by: rowCount) {
            let rows = first..<min(tileCount, first + rowCount)
            try stored.rows.withBytes(rows.count * bytesOfRow) { bytes in try read(rows, &bytes) }
            let part = block[0..<rows.count]
            part.convert(stored.rows, element: element)
            audit.note(part, startingAt: first)
        }
        return try audit.check(self)
    }
}
