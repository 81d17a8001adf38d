public import LinMIL
public import Slides

/// One slide's scores, with everything that is known about them: the tiles, the model's prediction, and the files that
/// they were computed from.
///
/// A result has one map or several: a number for each tile, computed in one forward pass. `score` and `scores` are those of
/// the first map. ``alone(_:)`` gives a result of one map.
///
///     let features = try FeatureFile(path: "slide.h5")
///     let model = try ModelFile(path: "model.pt")
///     let result = try SlideResult(scoring: features, on: TileGrid(of: features), with: model)
///     try result.write(to: "scores.json")
///
/// JSON and HDF5 files hold the same facts. docs/files.md describes both.
public struct SlideResult: Sendable, Equatable {
    /// The model that computed the scores and the prediction.
    public struct Model: Sendable, Equatable {
        /// The checkpoint.
        public let file: FileReference
        /// How tiles exchange information: `linear`, `softmax`, `nystrom` or `dilated`.
        public let attention: String
        /// How the tokens become one vector: `cls` or `mean`.
        public let pooling: String
        /// The attention's activation, such as `ReLU`; nil for a file of version 0.2.0, which did not record it.
        public let activation: String?
        /// Whether the activation is ReLU because neither the caller nor the checkpoint tells it.
        public let assumesActivation: Bool
        /// The numbers in which weights are multiplied.
        public let precision: Precision

        /// Describes a model.
        public init(
            file: FileReference, attention: String, pooling: String, activation: String?,
            assumesActivation: Bool = false, precision: Precision = .float32
        ) {
            (self.file, self.attention, self.pooling, self.activation) = (file, attention, pooling, activation)
            (self.assumesActivation, self.precision) = (assumesActivation, precision)
        }
    }

    /// The version of linmil that computed the scores, or that read the scores of another program.
    public let version: String
    /// The features file that was scored, or another program's score file.
    public let features: FileReference
    /// The model that computed the scores; nil for another program's scores.
    public let model: Model?
    /// The model's prediction for the slide; nil if no model is known.
    public let prediction: Prediction?
    /// The scores of all tiles: one map, or several. Never empty.
    public let maps: [TileMap]
    /// How many tiles the class token sees, if it does not see all. The others score 0.
    public let tilesSeen: Int?
    /// What a person should know of the features, a sentence each; for a result of one map, also of its scores.
    public let warnings: [String]

    /// The tiles' top-left corners in level-0 pixels, in the order of the scores. [tiles]
    public package(set) var origins: [SIMD2<Double>]
    /// The side of a tile in level-0 pixels.
    public private(set) var tileSide: Double
    /// Where the side comes from, in a few words; nil if unknown.
    public private(set) var tileSideSource: String?
    /// The size of the slide in level-0 pixels; nil if unknown.
    public private(set) var slideSize: SlideSize?
    /// Micrometres per level-0 pixel; nil if unknown.
    public private(set) var mpp: Double?
    /// Which part of the slide the result is about; nil for the whole slide.
    public package(set) var part: SlidePart?
    /// What each of several models says of the slide, whose mean the prediction and the scores are; nil for one model.
    public internal(set) var ensemble: SlideEnsemble?
    /// How far the maps explain the prediction; nil if nobody asked.
    public package(set) var evaluation: SlideEvaluation?
    /// What the files' coordinates were multiplied with to get level-0 pixels; nil if nothing was given.
    public internal(set) var coordinatesScale: Double?

    /// Creates a result with the scores of one map.
    public init(
        version: String = currentVersion, features: FileReference, model: Model? = nil, prediction: Prediction? = nil,
        score: TileScore, tilesSeen: Int? = nil, warnings: [String] = [], scores: [Float], origins: [SIMD2<Double>],
        tileSide: Double,
        tileSideSource: String? = nil, slideSize: SlideSize? = nil, mpp: Double? = nil
    ) {
        self.init(
            version: version, features: features, model: model, prediction: prediction,
            maps: [TileMap(score, scores: scores)], tilesSeen: tilesSeen, warnings: warnings, origins: origins,
            tileSide: tileSide, tileSideSource: tileSideSource, slideSize: slideSize, mpp: mpp)
    }

    /// Creates a result.
    ///
    /// - Parameter maps: the scores of all tiles, one map or several. No two may have one name.
    public init(
        version: String = currentVersion, features: FileReference, model: Model? = nil, prediction: Prediction? = nil,
        maps: [TileMap], tilesSeen: Int? = nil, warnings: [String] = [], origins: [SIMD2<Double>], tileSide: Double,
        tileSideSource: String? = nil, slideSize: SlideSize? = nil, mpp: Double? = nil
    ) {
        precondition(!maps.isEmpty && ScoreNames(maps.map(\.score)).areDistinct, "maps \(maps.map(\.score))")
        for map in maps {
            precondition(map.scores.count == origins.count, "\(map.scores.count) scores for \(origins.count) tiles")
        }
        var (maps, warnings) = (maps, warnings)
        if maps.count == 1 {
            warnings += maps[0].warnings
            maps[0].warnings = []
        }
        (self.version, self.features, self.model, self.prediction) = (version, features, model, prediction)
        (self.maps, self.tilesSeen, self.warnings, self.origins) = (maps, tilesSeen, warnings, origins)
        (self.tileSide, self.tileSideSource) = (tileSide, tileSideSource)
        (self.slideSize, self.mpp) = (slideSize, mpp)
    }

    /// The slide's name: the name of its features file without the extension.
    public var slide: String { FilePath.slideName(of: features.name) }

    /// The number of tiles.
    public var tileCount: Int { origins.count }

    /// The first map's score.
    public var score: TileScore { maps[0].score }
    /// The first map's scores, one for each tile. [tiles]
    public var scores: [Float] { maps[0].scores }
    /// The names of the maps, each its own: `cls`, or `relevance class 0` if there are several of a kind.
    public var names: [String] { scoreNames.names }
    package var scoreNames: ScoreNames { ScoreNames(maps.map(\.score)) }

    /// Everything that a person should know of the features, of all scores and of what was measured, a sentence each.
    package var allWarnings: [String] { warnings + maps.flatMap(\.warnings) + (evaluation?.warnings ?? []) }

    /// Returns the result of one of the maps alone.
    ///
    /// - Parameter map: the map, counted from 0.
    public func alone(_ map: Int) -> SlideResult { keeping([map]) }

    /// Returns the result with some of its maps.
    package func keeping(_ places: [Int]) -> SlideResult {
        if places == Array(maps.indices) { return self }
        let kept = places.map { maps[$0] }
        var result = SlideResult(
            version: version, features: features, model: model, prediction: prediction, maps: kept,
            tilesSeen: kept.contains { $0.score.score?.kind.isBlindToUnseenTiles ?? true } ? tilesSeen : nil,
            warnings: warnings, origins: origins, tileSide: tileSide, tileSideSource: tileSideSource,
            slideSize: slideSize, mpp: mpp)
        (result.coordinatesScale, result.part, result.ensemble) = (coordinatesScale, part, ensemble)
        let known = names
        result.evaluation = evaluation?.keeping(zip(places.map { known[$0] }, result.names))
        return result
    }

    /// Sets the tile geometry. What the user or the slide itself says takes precedence over the score file.
    package mutating func place(on tiles: TileGrid) {
        precondition(tiles.origins.count == tileCount, "\(tileCount) scores for \(tiles.origins.count) tiles")
        origins = tiles.origins
        tileSide = tiles.side
        tileSideSource = Self.sideSource(tiles, stored: tileSideSource)
        slideSize = tiles.slideSize
        mpp = tiles.mpp ?? mpp
        coordinatesScale = tiles.coordinatesScale.map { $0 * (coordinatesScale ?? 1) } ?? coordinatesScale
    }

    /// Returns where the side comes from. A side from the user takes precedence over the one in the score file.
    static func sideSource(_ tiles: TileGrid, stored: String?) -> String {
        if case .given = tiles.sideSource { return "\(tiles.sideSource)" }
        return stored ?? "\(tiles.sideSource)"
    }

    /// A note, as one clause, if the class token does not see every tile; nil if it sees all.
    package var sight: String? {
        guard let tilesSeen, let model else { return nil }
        return "with \(model.attention) attention the class token sees \(tilesSeen) of \(tileCount) tiles, the others "
            + "score 0"
    }
}

extension Score.Kind {
    /// Whether a tile that the class token does not see in the last block scores 0.
    var isBlindToUnseenTiles: Bool { self == .cls || self == .evidence }
}
