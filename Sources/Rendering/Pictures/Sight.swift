internal import Files
internal import Images
internal import Slides

/// A picture of a slide, at the sizes at which it is needed, and the part of the slide that it shows.
struct Sight {
    /// Fine enough to look for tissue and to cut out tiles.
    let detail: Image
    /// As large as the picture that is drawn; nil where it is drawn on another ground.
    let drawn: Image?
    /// The size of the picture that is drawn.
    let size: PixelSize
    let region: SlideRegion
    let path: String
    /// Whether the picture comes from the slide itself.
    let isSlide: Bool
    /// Whether the picture is a thumbnail's file.
    let isFile: Bool
    /// The downsample of the slide's level that is shown. Only set to reproduce another tool's pixels.
    let downsample: Double?
    let warnings: [SlideWarning]

    /// The longest side of a picture if neither a setting nor a thumbnail decides it.
    static let defaultSide = 2000

    /// The longest side of a slide's picture.
    ///
    /// - Parameter thumbnail: the longest side of a thumbnail.
    fileprivate static func longestSide(_ settings: RenderSettings, thumbnail: Int? = nil) -> Int {
        let page = settings.page.map { max($0.size.width, $0.size.height) }
        return settings.maxSide ?? thumbnail ?? page ?? defaultSide
    }

    fileprivate static func check(_ size: PixelSize, _ path: String, _ format: PictureFormat) throws {
        guard format.isMap || Image.isPossible(size) else { throw RenderingError.tooLarge(path: path, size: size) }
    }
}

extension Sight {
    /// Reads a thumbnail. However large its file is, it takes memory for what is drawn alone.
    ///
    /// A picture with more pixels than an image may have is no thumbnail. It gets the size that a slide gets.
    /// - Throws: `ImageError` if it cannot be read, `SlideError` if it does not fit the slide, `RenderingError` if the
    ///   settings ask for more pixels than an image may have.
    init(
        thumbnail path: String, of slideSize: SlideSize, bounds: SlideRegion?, knowsSlide: Bool = false,
        settings: RenderSettings, as format: PictureFormat
    ) throws {
        let file = try PictureFile(path: path)
        let plan = try ThumbnailPlan(
            path, file.size, of: slideSize, bounds: bounds, knowsSlide: knowsSlide, settings: settings, as: format)
        // A file states its orientation at its beginning, if at all.
        let beginning = try InputFile.beginning(of: path, count: 1 << 18)
        let orientation = PictureOrientation.stated(in: beginning) ?? 1
        let turn = orientation == 1 ? [] : [SlideWarning.turnedThumbnail(path: path, orientation: orientation)]
        self.init(plan, try file.images(at: plan.sizes), isFile: true, warnings: turn)
    }

    /// Takes a thumbnail that is in memory.
    ///
    /// - Parameter name: what messages call it.
    init(
        thumbnail picture: Image, called name: String, of slideSize: SlideSize, bounds: SlideRegion?, knowsSlide: Bool,
        settings: RenderSettings, as format: PictureFormat
    ) throws {
        let plan = try ThumbnailPlan(
            name, picture.size, of: slideSize, bounds: bounds, knowsSlide: knowsSlide, settings: settings, as: format)
        self.init(plan, plan.sizes.map { picture.resized(to: $0) }, isFile: false)
    }

    /// - Parameter images: the thumbnail at the sizes of the plan.
    private init(_ plan: ThumbnailPlan, _ images: [Image], isFile: Bool, warnings: [SlideWarning] = []) {
        (detail, drawn) = (images[0], plan.isDrawn ? images[images.count - 1] : nil)
        (size, region, path) = (plan.size, plan.geometry.region, plan.path)
        self.warnings = plan.geometry.warnings + warnings
        (isSlide, self.isFile, downsample) = (false, isFile, nil)
    }

    /// Reads the picture of the slide: the scanned region, or all of one level to reproduce another tool's pixels.
    init(
        of slide: WholeSlide, _ tiles: TileGrid, settings: RenderSettings, as format: PictureFormat, threads: Int?
    ) throws {
        // If tiles lie outside the scanned region, show the whole slide, so that the user can see them.
        let isWhole = settings.compatible != nil || !tiles.areInside(slide.region)
        let region = isWhole ? SlideRegion(of: slide.size) : slide.region
        var size = PixelSize(width: region.width, height: region.height).fitted(
            toLongestSide: Self.longestSide(settings))
        var downsample: Double?
        if let tool = settings.compatible {
            // Both tools choose OpenSlide's best level for a downsample of 32.
            let level = slide.levels.last { $0.downsample <= 32 } ?? slide.levels[0]
            downsample = level.downsample
            size = PixelSize(width: level.size.width, height: level.size.height)
            if tool == .trident {
                let inverse = 1 / level.downsample
                size = PixelSize(
                    width: max(1, Int(Double(slide.size.width) * inverse)),
                    height: max(1, Int(Double(slide.size.height) * inverse)))
            }
        }
        try Self.check(size, slide.path, format)
        // Under a map alone, the picture only shows whether there is tissue.
        let seen = format.isMap ? size.fitted(toLongestSide: Self.defaultSide) : size
        detail = try slide.picture(of: region, size: seen, threads: threads)
        (drawn, self.size, self.region, path) = (format.isMap ? nil : detail, size, region, slide.path)
        (isSlide, isFile, self.downsample, warnings) = (true, false, downsample, [])
    }
}

/// At which sizes a thumbnail is needed, and which part of the slide it shows.
private struct ThumbnailPlan {
    let path: String
    let geometry: ThumbnailGeometry
    /// The size of the picture that is drawn.
    let size: PixelSize
    let isDrawn: Bool
    /// For details, and for the picture that is drawn if that is another.
    let sizes: [PixelSize]

    init(
        _ path: String, _ own: PixelSize, of slideSize: SlideSize, bounds: SlideRegion?, knowsSlide: Bool,
        settings: RenderSettings, as format: PictureFormat
    ) throws {
        self.path = path
        geometry = try ThumbnailGeometry(
            path: path, imageWidth: own.width, imageHeight: own.height, slideSize: slideSize, bounds: bounds,
            knowsSlide: knowsSlide)
        let isThumbnail = own.pixelCount ?? .max <= Image.maximumPixelCount
        // Tiles alone can be drawn larger than the thumbnail.
        let full = PixelSize(width: geometry.region.width, height: geometry.region.height)
        size = (format.isMap && settings.maxSide != nil ? full : own).fitted(
            toLongestSide: Sight.longestSide(settings, thumbnail: isThumbnail ? max(own.width, own.height) : nil))
        try Sight.check(size, path, format)
        let fine = settings.topTiles != nil && isThumbnail ? own : own.fitted(toLongestSide: Sight.defaultSide)
        let detailed = format.isMap || max(fine.width, fine.height) > max(size.width, size.height) ? fine : size
        isDrawn = !format.isMap && (settings.ground == nil || settings.ground == .thumbnail)
        sizes = isDrawn && detailed != size ? [detailed, size] : [detailed]
    }
}
