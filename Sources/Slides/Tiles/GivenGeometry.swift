/// What the caller knows about a slide and its tiles: what files leave out or have wrong.
///
/// It overrides what a features file says.
public struct GivenGeometry: Sendable {
    /// An HDF5 file that has the tiles' coordinates, or their attributes.
    public var coordinates: String?
    /// The side of a tile in level-0 pixels.
    public var tileSide: Double?
    /// The size of the slide in level-0 pixels.
    public var slideSize: SlideSize?
    /// Micrometres of one level-0 pixel.
    public var mpp: Double?
    /// The slide itself.
    public var slide: SlideFacts?
    /// What the files' coordinates are multiplied with before anything else: level-0 pixels for what they count.
    public var coordinatesScale: Double?

    /// Gathers what is known. The files are searched for what is nil.
    public init(
        coordinates: String? = nil, tileSide: Double? = nil, slideSize: SlideSize? = nil, mpp: Double? = nil,
        slide: SlideFacts? = nil, coordinatesScale: Double? = nil
    ) {
        precondition(tileSide.map(TileGrid.isSide) ?? true, "a tile side of \(tileSide ?? 0) px")
        precondition(mpp.map(SlideFacts.isResolution) ?? true, "a resolution of \(mpp ?? 0) micrometres a pixel")
        precondition(coordinatesScale.map(Self.isScale) ?? true, "coordinates times \(coordinatesScale ?? 0)")
        self.coordinatesScale = coordinatesScale
        (self.coordinates, self.tileSide, self.slideSize) = (coordinates, tileSide, slideSize)
        (self.mpp, self.slide) = (mpp, slide)
    }

    /// Whether coordinates can be multiplied with a number.
    public static func isScale(_ scale: Double) -> Bool { scale > 0 && scale.isFinite }
}

extension GivenGeometry {
    /// What a caller can give; each is a property.
    public enum Fact: Equatable, Sendable, CustomStringConvertible {
        case coordinates, tileSide, slideSize, resolution

        /// The fact in a sentence.
        public var description: String {
            switch self {
            case .coordinates: "the tiles' coordinates"
            case .tileSide: "the tile side"
            case .slideSize: "the slide's size"
            case .resolution: "the resolution"
            }
        }
    }
}

/// A whole slide's size, resolution and scanned part.
public struct SlideFacts: Equatable, Sendable {
    /// The slide's file, as the caller named it.
    public let path: String
    /// The size of level 0.
    public let size: SlideSize
    /// Micrometres of one level-0 pixel along x, which is what STAMP counts with.
    public let mpp: Double?
    /// The part of the slide that was scanned, where the rest is empty (MIRAX, Leica).
    public let bounds: SlideRegion?
    /// What says the resolution.
    var mppSource = SlideResolution.Source.openSlide
    /// A resolution that the slide's tags state and no slide has.
    var implausibleMpp: Double?

    /// Gathers facts.
    public init(path: String, size: SlideSize, mpp: Double? = nil, bounds: SlideRegion? = nil) {
        (self.path, self.size, self.mpp, self.bounds) = (path, size, mpp, bounds)
    }

    /// Whether a number can be a slide's micrometres a pixel: scanners make 0.1 to 1, thumbnails and radiographs more.
    public static func isResolution(_ mpp: Double) -> Bool { (0.001...1000).contains(mpp) }
}
