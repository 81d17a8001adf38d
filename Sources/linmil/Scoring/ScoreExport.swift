internal import Heatmaps
internal import LinMIL
internal import Reports
internal import Slides

/// A scored slide on its way into a file.
struct ScoreExport {
    let scored: ScoredSlide
    let features: FeatureFile
    /// Of the checkpoint.
    let fingerprint: String
    /// The part of the slide that was scanned, where the slide is there and says so.
    let bounds: SlideRegion?
    let options: ExportOptions

    /// Writes the file, and returns how many tiles are in it.
    func write(_ format: ScoreFormat, to path: String) throws -> Int {
        let all = scored.scores.count
        switch format {
        case .json: try ScoreReport(scored, slide: features.path, fingerprint: fingerprint).write(to: path)
        case .hdf5: try ScoreFile.write(scored.scores, of: scored.tiles, provenance: provenance, to: path)
        case .csv: try tiles().writeCSV(to: path)
        case .geojson: return try writeGeoJSON(to: path)
        }
        return all
    }

    private func writeGeoJSON(to path: String) throws -> Int {
        let tiles = try tiles()
        let selected = try normalizing { () throws(HeatmapError) in
            try (options.top?.selection ?? .all).tiles(of: tiles.normalized)
        }
        let corner = bounds.map { SIMD2(Double($0.x), Double($0.y)) } ?? .zero
        try tiles.writeGeoJSON(to: path, tiles: selected, as: options.objectType ?? .detection, from: corner)
        return selected.count
    }

    private func tiles() throws -> ScoredTiles {
        try normalizing { () throws(HeatmapError) in
            try ScoredTiles(
                slide: features.slideName, score: scored.score.rawValue, scores: scored.scores,
                origins: scored.tiles.origins, side: scored.tiles.side, normalization: options.normalization,
                range: options.range)
        }
    }

    /// Says of which file it is that scores cannot be ranked.
    private func normalizing<Result>(_ body: () throws(HeatmapError) -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            throw ScoreError.notNormalizable(path: features.path, error)
        }
    }

    private var provenance: ScoreProvenance {
        let configuration = scored.model.configuration
        return ScoreProvenance(
            version: Linmil.version, score: scored.score.rawValue, block: configuration.depth - 1,
            slide: features.path, model: scored.model.source, fingerprint: fingerprint,
            attention: configuration.attention.rawValue, pooling: configuration.pooling.rawValue,
            classes: scored.model.classNames, logits: scored.output.logits, probabilities: scored.output.probabilities,
            predictedClass: scored.output.predictedClass)
    }
}

extension ScoreReport {
    /// Gathers what a scores file holds.
    init(_ scored: ScoredSlide, slide: String, fingerprint: String) {
        let configuration = scored.model.configuration
        self.init(
            slide: slide,
            model: .init(
                path: scored.model.source, fingerprint: fingerprint, attention: configuration.attention.rawValue,
                pooling: configuration.pooling.rawValue, classes: scored.model.classNames),
            logits: scored.output.logits, probabilities: scored.output.probabilities,
            predictedClass: scored.output.predictedClass,
            score: .init(kind: scored.score.rawValue, block: configuration.depth - 1),
            tileSize: scored.tiles.side, slideSize: scored.tiles.slideSize.map { [$0.width, $0.height] },
            coords: scored.tiles.origins, scores: scored.scores)
    }
}
