public import LinMIL
public import Slides

/// What is known of one slide's scores: the scores, the tiles that they belong to, what the model said of the slide, and
/// what all of it was computed from.
///
///     let features = try FeatureFile(path: "slide.h5")
///     let model = try ModelFile(path: "model.pt")
///     let result = try SlideResult(scoring: features, on: TileGrid(of: features), with: model)
///     try result.write(to: "scores.json")
///
/// JSON and HDF5 files hold the same facts; see docs/files.md.
public struct SlideResult: Sendable, Equatable {
    /// What computed scores and prediction.
    public struct Model: Sendable, Equatable {
        /// The checkpoint.
        public let file: FileReference
        /// How tiles exchange information: `linear`, `softmax`, `nystrom` or `dilated`.
        public let attention: String
        /// How one vector is made of all tokens: `cls` or `mean`.
        public let pooling: String
        /// The attention's activation, such as `ReLU`; nil where the file is of version 0.2.0, which did not write it.
        public let activation: String?

        /// Describes a model.
        public init(file: FileReference, attention: String, pooling: String, activation: String?) {
            (self.file, self.attention, self.pooling, self.activation) = (file, attention, pooling, activation)
        }
    }

    /// The version of linmil that computed the scores, or that read those of another program.
    public let version: String
    /// The features file that was scored, or the file of scores of another program.
    public let features: FileReference
    /// What computed the scores; nil where another program did.
    public let model: Model?
    /// What the model says of the slide; nil where no model is known.
    public let prediction: Prediction?
    /// What the scores are.
    public let score: TileScore
    /// How many tiles the class token sees, where it does not see all; the others score 0.
    public let tilesSeen: Int?
    /// One score for each tile, in the order of the features file. [tiles]
    public package(set) var scores: [Float]

    /// The tiles' top-left corners in level-0 pixels, in the order of the scores. [tiles]
    public package(set) var origins: [SIMD2<Double>]
    /// The side of a tile in level-0 pixels.
    public private(set) var tileSide: Double
    /// Where the side comes from, in a few words; nil where it is not known.
    public private(set) var tileSideSource: String?
    /// The size of the slide in level-0 pixels; nil where it is unknown.
    public private(set) var slideSize: SlideSize?
    /// Micrometres of one level-0 pixel; nil where they are unknown.
    public private(set) var mpp: Double?

    /// Gathers what is known of a slide's scores.
    public init(
        version: String = currentVersion, features: FileReference, model: Model? = nil, prediction: Prediction? = nil,
        score: TileScore, tilesSeen: Int? = nil, scores: [Float], origins: [SIMD2<Double>], tileSide: Double,
        tileSideSource: String? = nil, slideSize: SlideSize? = nil, mpp: Double? = nil
    ) {
        precondition(origins.count == scores.count, "\(scores.count) scores for \(origins.count) tiles")
        (self.version, self.features, self.model, self.prediction) = (version, features, model, prediction)
        (self.score, self.tilesSeen, self.scores, self.origins) = (score, tilesSeen, scores, origins)
        (self.tileSide, self.tileSideSource) = (tileSide, tileSideSource)
        (self.slideSize, self.mpp) = (slideSize, mpp)
    }

    /// The slide's name, which is that of its features file.
    public var slide: String { FilePath.slideName(of: features.name) }

    /// The number of tiles.
    public var tileCount: Int { scores.count }

    /// Says where the tiles lie: what a person or the slide itself says goes before what the file of scores holds.
    package mutating func place(on tiles: TileGrid) {
        precondition(tiles.origins.count == scores.count, "\(scores.count) scores for \(tiles.origins.count) tiles")
        origins = tiles.origins
        tileSide = tiles.side
        tileSideSource = Self.sideSource(tiles, stored: tileSideSource)
        slideSize = tiles.slideSize
        mpp = tiles.mpp ?? mpp
    }

    /// Where a side comes from: what a person gives goes before what a file of scores knows of its side.
    static func sideSource(_ tiles: TileGrid, stored: String?) -> String {
        if case .given = tiles.sideSource { return "\(tiles.sideSource)" }
        return stored ?? "\(tiles.sideSource)"
    }

    /// What a person should know of a class token that does not see every tile, as one clause; nil where it sees all.
    package var sight: String? {
        guard let tilesSeen, let model else { return nil }
        return "with \(model.attention) attention the class token sees \(tilesSeen) of \(tileCount) tiles, the others "
            + "score 0"
    }
}
