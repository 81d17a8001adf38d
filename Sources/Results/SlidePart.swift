public import LinMIL
public import Slides

/// The part of a slide that a result is about, where it is not about all tiles: regions chose them.
public struct SlidePart: Sendable, Equatable {
    /// What the scores and the prediction of a result were computed from.
    public enum Extent: String, Sendable, Codable {
        /// From the tiles of the part alone: the model saw no others.
        case part
        /// From all tiles of the slide. The others were left out afterwards.
        case wholeSlide
    }

    /// The files whose regions hold the tiles; empty if there are none.
    public let only: [FileReference]
    /// The files whose regions hold none of the tiles; empty if there are none.
    public let without: [FileReference]
    /// How many tiles the whole slide has.
    public let slideTileCount: Int
    /// The tiles' places in the features file, counted from 0, in the order of the scores. [tiles]
    public let tiles: [Int]
    /// What the scores were computed from.
    public let scored: Extent
    /// The model's prediction for the whole slide; nil if no model is known.
    public let wholeSlide: Prediction?

    /// Describes the tiles that regions chose.
    public init(_ part: TilePart, scored: Extent, wholeSlide: Prediction?) {
        only = part.only.map { FileReference($0.path, fingerprint: $0.fingerprint) }
        without = part.without.map { FileReference($0.path, fingerprint: $0.fingerprint) }
        (slideTileCount, tiles) = (part.slideTileCount, part.numbers)
        (self.scored, self.wholeSlide) = (scored, wholeSlide)
    }

    /// Takes facts from a file.
    init(
        only: [FileReference], without: [FileReference], slideTileCount: Int, tiles: [Int], scored: Extent,
        wholeSlide: Prediction?
    ) {
        (self.only, self.without, self.slideTileCount, self.tiles) = (only, without, slideTileCount, tiles)
        (self.scored, self.wholeSlide) = (scored, wholeSlide)
    }

    /// Runs a model on the whole slide, for the prediction that stands beside the one on the part.
    ///
    /// - Parameter features: the features of some tiles of a slide; the result is nil if they are those of all.
    /// - Throws: `ModelError` if the features do not fit the model, `SlideError` if they cannot be read.
    public init?(
        of features: FeatureFile, with model: LinMIL.Model, threads: Int? = nil, memory: Int? = nil
    ) throws {
        try self.init(of: features, with: [model], threads: threads, memory: memory)
    }

    /// Runs several models on the whole slide. The prediction is their mean.
    init?(of features: FeatureFile, with models: [LinMIL.Model], threads: Int?, memory: Int?) throws {
        guard let part = features.part, let whole = features.whole else { return nil }
        let predictions = try models.map { model in
            let output = try model.forward(FeatureSource(whole), scores: [], threads: threads, memory: memory)
            return Prediction(classes: model.classNames, logits: output.logits, output: output.kind)
        }
        self.init(
            part, scored: .part, wholeSlide: predictions.count == 1 ? predictions[0] : Prediction.mean(of: predictions))
    }
}

extension SlidePart {
    /// The regions for people: `only a.geojson, without pen.geojson`.
    package var words: String {
        func list(_ word: String, _ files: [FileReference]) -> [String] {
            files.isEmpty ? [] : ["\(word) \(files.map { printable($0.name) }.joined(separator: " and "))"]
        }
        return (list("only", only) + list("without", without)).joined(separator: ", ")
    }

    /// What a person must know of a result that is not about the whole slide, as one sentence.
    package var caution: String {
        let count = "\(tiles.count) of the slide's \(slideTileCount) tiles (\(words))"
        return switch scored {
        case .part: "only \(count) entered the model, so the scores and the prediction are not those of the whole slide"
        case .wholeSlide: "only \(count) are shown; their scores were computed on the whole slide"
        }
    }

    /// The first contradiction with a result of so many tiles, if any.
    func fault(tileCount: Int) -> String? {
        if tiles.count != tileCount { return "a part of \(tiles.count) tiles" }
        if only.isEmpty, without.isEmpty { return "a part without regions" }
        var last = -1
        for tile in tiles {
            guard tile > last, tile < slideTileCount else { return "tile \(tile) in a part of \(slideTileCount) tiles" }
            last = tile
        }
        return wholeSlide?.fault
    }
}

extension SlidePart: Codable {
    private enum CodingKeys: String, CodingKey {
        case only, without, tiles, scored, wholeSlide
        case slideTileCount = "slideTiles"
    }
}

extension SlideResult {
    /// Returns the scores of some of the tiles, which were computed on the whole slide.
    package func keeping(_ part: TilePart) -> SlideResult {
        precondition(part.slideTileCount == tileCount, "a part of \(part.slideTileCount) tiles, not \(tileCount)")
        precondition(self.part == nil, "a part of a part")
        let about = SlidePart(part, scored: .wholeSlide, wholeSlide: prediction)
        let maps = maps.map { map in
            TileMap(
                map.score, scores: part.numbers.map { map.scores[$0] }, parts: map.parts, logOdds: map.logOdds,
                warnings: map.warnings)
        }
        var result = SlideResult(
            version: version, features: features, model: model, prediction: prediction, maps: maps, tilesSeen: nil,
            warnings: warnings + [about.caution], origins: part.numbers.map { origins[$0] }, tileSide: tileSide,
            tileSideSource: tileSideSource, slideSize: slideSize, mpp: mpp)
        // What was measured holds for the whole slide's map, and is left out.
        (result.coordinatesScale, result.part) = (coordinatesScale, about)
        return result
    }
}
