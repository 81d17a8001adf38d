public import LinMIL
public import Slides

/// The files of one slide, and what a person says of them: all that is read for its scores and its picture.
///
/// Paths stand as they were given. It goes to workers and into a cohort's own records; what leaves the machine names files
/// without their folders (`FileReference`).
public struct SlideSources: Sendable, Equatable, Codable {
    /// The model to run, and what it computes.
    public struct Model: Sendable, Equatable, Codable {
        /// The checkpoint.
        public var path: String
        /// Which model to read where the checkpoint holds several; nil where it holds one.
        public var prefix: String?
        /// The attention's activation; nil takes what the checkpoint records, else ReLU.
        public var activation: Activation?
        /// What is computed for each tile.
        public var score: Score

        /// Names a model.
        public init(path: String, prefix: String? = nil, activation: Activation? = nil, score: Score = .cls) {
            (self.path, self.prefix, self.activation, self.score) = (path, prefix, activation, score)
        }
    }

    /// The features, or scores that are there already.
    public var features: String
    /// The model that scores features; nil for scores.
    public var model: Model?
    /// An HDF5 file that has the tiles' coordinates, or their attributes; nil looks for one beside the features.
    public var coordinates: String?
    /// A picture of the whole slide; nil takes the slide itself, or looks for one beside the features.
    public var thumbnail: String?
    /// The slide itself, which OpenSlide opens.
    public var wholeSlide: String?
    /// The side of a tile in level-0 pixels, where files do not say or say wrong.
    public var tileSide: Double?
    /// The size of the slide in level-0 pixels, where files do not say or say wrong.
    public var slideSize: SlideSize?
    /// Micrometres of one level-0 pixel, where files do not say or say wrong.
    public var mpp: Double?

    /// Names the features, or scores, of a slide.
    public init(features: String) { self.features = features }

    /// Opens the slide itself, where one is named.
    public func openSlide() throws(SlideError) -> WholeSlide? {
        guard let wholeSlide else { return nil }
        return try WholeSlide(path: wholeSlide)
    }

    /// What is said of the tiles, by a person and by the slide.
    public func given(_ slide: WholeSlide?) -> GivenGeometry {
        GivenGeometry(
            coordinates: coordinates, tileSide: tileSide, slideSize: slideSize, mpp: mpp, slide: slide?.facts)
    }
}

extension SlideSources {
    private enum CodingKeys: CodingKey {
        case features, model, coordinates, thumbnail, wholeSlide, tileSide, slideSize, mpp
    }

    /// Reads sources; a length that cannot be one is refused.
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
        coordinates = try read(.coordinates)
        thumbnail = try read(.thumbnail)
        wholeSlide = try read(.wholeSlide)
        tileSide = try read(.tileSide, where: TileGrid.isSide)
        slideSize = try read(.slideSize)
        mpp = try read(.mpp, where: SlideFacts.isResolution)
    }
}
