/// How a thumbnail lies over its slide: which part of the slide it shows, with a scale of its own for each axis.
public struct ThumbnailGeometry: Equatable, Sendable {
    /// The part of the slide that the thumbnail shows: all of it, or what was scanned.
    public let region: SlideRegion
    /// Level-0 pixels for one pixel of the thumbnail, along x and y.
    public let scale: SIMD2<Double>
    /// What a person should know before they trust the place of the tiles.
    public let warnings: [SlideWarning]

    /// The part by which aspects may differ at all; a cropped picture differs by more.
    static let aspectTolerance = 0.01
    /// Pixels of the thumbnail that rounding both of its sides can explain, and a little more for scaling in steps.
    static let roundingTolerance = 1.5

    /// Lays a thumbnail over a slide.
    ///
    /// - Parameters:
    ///   - path: the thumbnail's file, for errors and warnings.
    ///   - width: columns of the thumbnail.
    ///   - height: rows of the thumbnail.
    ///   - slideSize: the slide's size in level-0 pixels.
    ///   - bounds: the part of the slide that was scanned. Viewers such as QuPath show and export only that.
    ///   - knowsSlide: whether the slide itself is open, so that its scanned part is known if it has one.
    /// - Throws: `SlideError.thumbnailAspect` if its aspect differs from the slide's, and from the scanned part's:
    ///   a cropped picture, or another slide's, would put every tile in a wrong place.
    public init(
        path: String, imageWidth width: Int, imageHeight height: Int, slideSize: SlideSize, bounds: SlideRegion? = nil,
        knowsSlide: Bool = false
    ) throws(SlideError) {
        precondition(width > 0 && height > 0, "a thumbnail of \(width) x \(height) px")
        let whole = SlideRegion(of: slideSize)
        let part = bounds.flatMap { $0 == whole ? nil : $0 }
        let fitsWhole = Self.fits(width, height, whole)
        let fitsPart = part.map { Self.fits(width, height, $0) } ?? false
        guard fitsWhole || fitsPart else {
            throw .thumbnailAspect(
                path: path, width: width, height: height, slideSize: slideSize, bounds: part,
                knowsSlide: knowsSlide || part != nil,
                isTurned: Self.fits(height, width, whole) || part.map { Self.fits(height, width, $0) } ?? false)
        }
        let region = fitsWhole ? whole : part ?? whole
        var warnings: [SlideWarning] = []
        let drift = Self.drift(width, height, region)
        if drift > Self.roundingTolerance {
            let size = SlideSize(width: region.width, height: region.height)
            warnings.append(.thumbnailDrift(path: path, width: width, height: height, slideSize: size, drift: drift))
        }
        if fitsWhole, fitsPart, let part {
            warnings.append(.ambiguousThumbnail(path: path, slideSize: slideSize, bounds: part))
        }
        self.region = region
        self.scale = SIMD2(Double(region.width) / Double(width), Double(region.height) / Double(height))
        self.warnings = warnings
    }

    /// Whether a picture has the aspect of a part of a slide.
    static func fits(_ width: Int, _ height: Int, _ region: SlideRegion) -> Bool {
        let scale = SIMD2(Double(region.width) / Double(width), Double(region.height) / Double(height))
        return abs(scale.x / scale.y - 1) <= aspectTolerance || drift(width, height, region) <= roundingTolerance
    }

    /// The pixels by which the shorter side differs from the length that the longer side implies.
    private static func drift(_ width: Int, _ height: Int, _ region: SlideRegion) -> Double {
        if width >= height {
            return abs(Double(height) - Double(width) * Double(region.height) / Double(region.width))
        }
        return abs(Double(width) - Double(height) * Double(region.width) / Double(region.height))
    }
}
