public import LinMIL
public import Results
public import Slides

/// The files of one slide and the user's facts about them: everything that its scores and its picture need.
///
/// Paths are kept as given. Sources are passed to worker processes and stored in a cohort's own records. Files that are
/// sent to others name their inputs without folders (`FileReference`).
public struct SlideSources: Sendable, Equatable, Codable {
    /// The model to run.
    public struct Model: Sendable, Equatable, Codable {
        /// The checkpoint.
        public var path: String
        /// Further checkpoints of the same training, which score the slide together with the first; nil if there are none.
        public var others: [String]?
        /// Which model to read if the checkpoint holds several.
        public var prefix: String?
        /// The attention's activation. If nil, the one that the checkpoint records, or else ReLU.
        public var activation: Activation?
        /// What the model's logits are. If nil, one is a value, and several are classes.
        public var output: OutputKind?
        /// The classes' names in the order of the logits. If nil, those that the checkpoint records.
        public var classNames: [String]?
        /// The numbers in which weights are multiplied; nil for float32.
        public var precision: Precision?

        /// Names a checkpoint and its model, or several.
        public init(
            path: String, others: [String] = [], prefix: String? = nil, activation: Activation? = nil,
            output: OutputKind? = nil, classNames: [String]? = nil, precision: Precision = .float32
        ) {
            (self.path, self.prefix, self.activation) = (path, prefix, activation)
            self.others = others.isEmpty ? nil : others
            (self.output, self.classNames) = (output, classNames)
            self.precision = precision == .float32 ? nil : precision
        }

        /// All checkpoints, in their order.
        public var paths: [String] { [path] + (others ?? []) }
    }

    /// The features, or a file with scores.
    public var features: String
    /// The model that scores the features; nil for a file with scores.
    public var model: Model?
    /// The scores to compute with the model, or to take from a file with scores.
    public var scores = ScoreRequest()
    /// How to measure the computed scores; nil if they are not measured.
    public var evaluation: SlideEvaluation.Plan?
    /// An HDF5 file with the tiles' coordinates or their attributes. If nil, one beside the features is used.
    public var coordinates: String?
    /// A picture of the whole slide. If nil, the slide itself or a picture beside the features is used.
    public var thumbnail: String?
    /// A picture that was found for the features, for sources of which it is no neighbour: if it cannot be read, the
    /// heatmap is drawn on white.
    public var foundThumbnail: String?
    /// The slide itself, which OpenSlide opens.
    public var wholeSlide: String?
    /// Regions that choose tiles. If nil, all tiles stay.
    public var regions: Regions?
    /// Which scores to take from a file that has more than one for each tile.
    public var choice: ScoreChoice?
    /// The side of a tile in level-0 pixels, if the files do not state it or state it wrongly.
    public var tileSide: Double?
    /// The size of the slide in level-0 pixels, if the files do not state it or state it wrongly.
    public var slideSize: SlideSize?
    /// Micrometres per level-0 pixel, if the files do not state it or state it wrongly.
    public var mpp: Double?
    /// What the files' coordinates are multiplied with, if they are not counted in level-0 pixels.
    public var coordinatesScale: Double?

    /// The numbers in which the model's weights are multiplied for these scores; float32 also without a model.
    public var precision: Precision {
        (model?.precision ?? .float32).computing(scores.kinds ?? [.cls])
    }

    /// Creates sources from the features or scores of a slide.
    public init(features: String) { self.features = features }

    /// Opens the slide itself, if there is one.
    public func openSlide() throws(SlideError) -> WholeSlide? {
        guard let wholeSlide else { return nil }
        return try WholeSlide(path: wholeSlide)
    }

    /// Returns what the user and the slide itself say about the tiles.
    public func given(_ slide: WholeSlide?) -> GivenGeometry {
        GivenGeometry(
            coordinates: coordinates, tileSide: tileSide, slideSize: slideSize, mpp: mpp, slide: slide?.facts,
            coordinatesScale: coordinatesScale)
    }
}

extension SlideSources {
    /// Versions before 0.5.0 named the score beside the model.
    private enum OldModelKeys: CodingKey { case score }

    private enum CodingKeys: CodingKey {
        case features, model, scores, evaluation, coordinates, thumbnail, foundThumbnail, wholeSlide, choice, tileSide,
            slideSize, mpp, coordinatesScale, regions
    }

    /// Decodes sources. Invalid lengths are rejected.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        func read<Value: Decodable>(_ key: CodingKeys, where isRight: (Value) -> Bool = { _ in true }) throws -> Value?
        {
            guard let value = try fields.decodeIfPresent(Value.self, forKey: key) else { return nil }
            guard isRight(value) else {
                throw DecodingError.dataCorruptedError(forKey: key, in: fields, debugDescription: "\(value)")
            }
            return value
        }
        features = try fields.decode(String.self, forKey: .features)
        model = try read(.model)
        let old = try? fields.nestedContainer(keyedBy: OldModelKeys.self, forKey: .model)
        let oldScores = try old?.decodeIfPresent(ScoreRequest.self, forKey: .score)
        scores = try read(.scores) ?? oldScores ?? ScoreRequest()
        evaluation = try read(.evaluation, where: \.isPlausible)
        coordinates = try read(.coordinates)
        thumbnail = try read(.thumbnail)
        foundThumbnail = try read(.foundThumbnail)
        wholeSlide = try read(.wholeSlide)
        choice = try read(.choice)
        tileSide = try read(.tileSide, where: TileGrid.isSide)
        slideSize = try read(.slideSize)
        mpp = try read(.mpp, where: SlideFacts.isResolution)
        coordinatesScale = try read(.coordinatesScale, where: GivenGeometry.isScale)
        regions = try read(.regions)
    }
}
