/// What files, the slide and the caller say about where a slide's tiles lie.
///
/// `TileGrid` decides. Each list is in the order of trust:
///
/// 1. the caller, in `GivenGeometry`,
/// 2. for the slide's size and resolution, the slide itself,
/// 3. attributes: of the coordinates file that the caller named, of the features file, of a coordinates file in a folder
///    beside it where TRIDENT and CLAM put it; in each by the order of `SlideSchema`,
/// 4. for the side of a tile alone, and as the last resort, the distance of neighbouring tiles.
public struct TileEvidence: Sendable {
    /// Where a statement comes from.
    public enum Source: Equatable, Sendable {
        /// The caller, in `GivenGeometry`.
        case given(GivenGeometry.Fact)
        /// Attributes of a file, by their names.
        case attributes(String, path: String)
        /// What every file of a kind means without stating it.
        case convention(String, path: String)
        /// The slide itself.
        case slide(path: String)
        /// The distance of neighbouring tiles, and the part of them that have it.
        case stride(share: Double)
    }

    /// One statement about a length, or why it cannot be used.
    public struct Statement<Value: Equatable & Sendable>: Equatable, Sendable {
        /// Where a statement comes from.
        public let source: Source
        /// The value; nil where it is impossible, or needs something that is unknown.
        public let value: Value?
        /// What is wrong with the statement, if anything.
        public let failure: SlideError?

        init(_ source: Source, _ value: Value) { (self.source, self.value, self.failure) = (source, value, nil) }
        init(_ source: Source, failure: SlideError) { (self.source, self.value, self.failure) = (source, nil, failure) }
    }

    /// The features or scores file.
    public let path: String
    /// The file that has the coordinates.
    public let coordinatesPath: String
    /// The unit of the coordinates.
    public let unit: CoordinateUnit
    /// The side of a tile in level-0 pixels.
    public let tileSides: [Statement<Double>]
    /// The size of the slide in level-0 pixels.
    public let slideSizes: [Statement<SlideSize>]
    /// Micrometres of one level-0 pixel.
    public let resolutions: [Statement<Double>]
    /// The objective's magnification at level 0, if a file knows it.
    public let magnification: Double?
    /// The distance of neighbouring tiles in the coordinates' unit.
    public let stride: TileStride?
    /// What the files' coordinates were multiplied with; nil if the caller gave nothing.
    public let coordinatesScale: Double?
    /// Files beside this one that could not be used.
    public let warnings: [SlideWarning]

    /// The slide itself.
    let slide: SlideFacts?
    /// Corners or centres, in the coordinates' unit. [tiles]
    let corners: [SIMD2<Double>]
    /// The corners are the tiles' centres.
    let areCentres: Bool
    /// The overlap of neighbours as a part of a tile's side, if a file knows it.
    let overlap: Double?
}

extension TileEvidence.Source: CustomStringConvertible {
    /// The source in a few words.
    public var description: String {
        switch self {
        case .given: "the caller"
        case .attributes(let names, _): names
        case .convention(let words, _): words
        case .slide(let path): "\(path)"
        case .stride(let share): "the distance of neighbouring tiles (\(percent(share)) of them)"
        }
    }

    /// The source's file; nil for the caller and for the distance of tiles.
    public var path: String? {
        switch self {
        case .attributes(_, let path), .convention(_, let path), .slide(let path): path
        case .given, .stride: nil
        }
    }
}
