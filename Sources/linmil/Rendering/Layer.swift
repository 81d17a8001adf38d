internal import Files
internal import Heatmaps
internal import Images
internal import Reports
internal import Slides

/// What a heatmap is drawn on, and which part of the slide it shows.
struct Layer {
    private(set) var background: Background
    /// In level-0 pixels.
    let region: SlideRegion
    /// What a person should know before they trust the place of the tiles.
    let warnings: [SlideWarning]
    /// The thumbnail that was read, be it named or found.
    let thumbnail: String?
    /// That thumbnail, where it was found without being asked for.
    let found: String?
    /// What the heatmap lies on.
    let kind: PictureOptions.BackgroundKind
    /// What single tiles are cut from; nil where there is no picture of the slide.
    let tilePictures: TilePictures?
    /// Of the slide's level that is shown, where another tool's pixels are asked for.
    let downsample: Double?

    /// The longest side of a picture whose size is ours to choose.
    static let defaultSide = 2000

    /// A picture of the slide, and which part of it is there to see.
    private struct Ground {
        let image: Image
        let region: SlideRegion
        let path: String
        var isSlide = false
        var downsample: Double?
        var warnings: [SlideWarning] = []
    }

    /// Reads the picture and lays the tiles over it; without one, the tiles alone tell how large the heatmap is.
    ///
    /// In this order: the thumbnail that is named, the slide itself, the thumbnail that TRIDENT left.
    init(_ tiles: TileGrid, of features: String, slide: WholeSlide?, options: RenderCommand) throws {
        let (ground, found) = try Self.ground(tiles, of: features, slide: slide, options: options)
        guard let ground else {
            guard options.picture.background != .thumbnail else { throw RenderError.missingPicture(path: features) }
            let size = tiles.slideSize ?? tiles.extent
            region = SlideRegion(of: size)
            let canvas = PixelSize(width: size.width, height: size.height).fitted(
                toLongestSide: options.picture.maxSide ?? Self.defaultSide)
            background = options.picture.background == .transparent ? .transparent(canvas) : .white(canvas)
            kind = options.picture.background ?? .white
            (warnings, thumbnail, self.found, downsample, tilePictures) = ([], nil, nil, nil, nil)
            return
        }
        let image = ground.image
        let canvas = image.size.fitted(toLongestSide: options.picture.maxSide ?? max(image.width, image.height))
        switch options.picture.background {
        case .white: background = .white(canvas)
        case .transparent: background = .transparent(canvas)
        case .thumbnail, nil: background = .thumbnail(canvas == image.size ? image : image.resized(to: canvas))
        }
        kind = options.picture.background ?? .thumbnail
        (region, downsample) = (ground.region, ground.downsample)
        var warnings = ground.warnings
        let tissue = TissueShare(of: tiles, on: image, showing: ground.region).share
        if tissue < TissueShare.leastBelievable { warnings.append(.littleTissue(path: ground.path, share: tissue)) }
        self.warnings = warnings
        tilePictures = slide.map { .slide($0) } ?? .thumbnail(image, showing: ground.region)
        (thumbnail, self.found) = (ground.isSlide ? nil : ground.path, found ? ground.path : nil)
    }

    /// The same at another size.
    func resized(to size: PixelSize) -> Layer {
        var layer = self
        switch background {
        case .thumbnail(let image): layer.background = .thumbnail(image.resized(to: size))
        case .white: layer.background = .white(size)
        case .transparent: layer.background = .transparent(size)
        }
        return layer
    }

    /// How large a pixel of the picture is on the slide.
    func resolution(mpp: Double?) -> PNGResolution? {
        guard let mpp else { return nil }
        return PNGResolution(
            micrometersWide: mpp * Double(region.width) / Double(background.size.width),
            high: mpp * Double(region.height) / Double(background.size.height))
    }

    /// The width of that pixel, for a scale bar.
    func micrometresPerPixel(mpp: Double?) -> Double? {
        mpp.map { $0 * Double(region.width) / Double(background.size.width) }
    }

    private static func ground(
        _ tiles: TileGrid, of features: String, slide: WholeSlide?, options: RenderCommand
    ) throws -> (Ground?, found: Bool) {
        if let path = options.pictureOfSlide.thumbnail {
            guard tiles.slideSize != nil else { throw RenderError.unknownSlideSize(path: features) }
            return (try thumbnail(path, tiles, bounds: slide?.bounds), false)
        }
        if let slide { return (try picture(of: slide, tiles, options), false) }
        guard options.picture.background == nil || options.picture.background == .thumbnail, tiles.slideSize != nil,
            let path = NeighbouringFiles.thumbnail(of: features)
        else { return (nil, false) }
        return (try thumbnail(path, tiles, bounds: nil), true)
    }

    /// The slide as it is drawn: what was scanned of it, or for another tool's pixels a whole level.
    private static func picture(of slide: WholeSlide, _ tiles: TileGrid, _ options: RenderCommand) throws -> Ground {
        // Tiles outside what was scanned are strange, but they are the reader's to see.
        let isWhole = options.drawing.compatible != nil || !tiles.areInside(slide.region)
        let region = isWhole ? SlideRegion(of: slide.size) : slide.region
        let longest = options.print.page.map { max($0.size.width, $0.size.height) }
        var size = PixelSize(width: region.width, height: region.height).fitted(
            toLongestSide: options.picture.maxSide ?? longest ?? defaultSide)
        var downsample: Double?
        if let tool = options.drawing.compatible {
            // Both choose OpenSlide's best level for 1 : 32.
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
        guard let count = size.pixelCount, count <= Image.maximumPixelCount else {
            throw RenderError.tooLarge(path: slide.path, size: size)
        }
        let image = try slide.picture(of: region, size: size, threads: options.model.threads)
        return Ground(image: image, region: region, path: slide.path, isSlide: true, downsample: downsample)
    }

    private static func thumbnail(_ path: String, _ tiles: TileGrid, bounds: SlideRegion?) throws -> Ground? {
        guard let size = tiles.slideSize else { return nil }
        let image = try Image(contentsOf: path)
        let geometry = try ThumbnailGeometry(
            path: path, imageWidth: image.width, imageHeight: image.height, slideSize: size, bounds: bounds)
        var warnings = geometry.warnings
        // Where a file says so, that is at its beginning.
        let beginning = try InputFile.beginning(of: path, count: 1 << 18)
        if let orientation = PictureOrientation.stated(in: beginning), orientation != 1 {
            warnings.append(.turnedThumbnail(path: path, orientation: orientation))
        }
        return Ground(image: image, region: geometry.region, path: path, warnings: warnings)
    }
}
