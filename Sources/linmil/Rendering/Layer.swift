internal import Heatmaps
internal import Images
internal import Slides

/// What a heatmap is drawn on, and which part of the slide it shows.
struct Layer {
    let background: Background
    /// In level-0 pixels.
    let region: SlideRegion
    /// What a person should know before they trust the place of the tiles.
    let warnings: [SlideWarning]
    /// The picture that was found without being asked for.
    let found: String?

    /// The longest side of a picture whose size is ours to choose.
    static let defaultSide = 2000

    /// A picture of the slide, and which part of it is there to see.
    private struct Ground {
        let image: Image
        let region: SlideRegion
        let path: String
        var warnings: [SlideWarning]
    }

    /// Reads the picture and lays the tiles over it; without one, the tiles alone tell how large the heatmap is.
    ///
    /// In this order: the thumbnail that is named, the slide itself, the thumbnail that TRIDENT left.
    init(_ tiles: TileGrid, of features: String, slide: WholeSlide?, options: RenderCommand) throws {
        let (ground, found) = try Self.ground(tiles, of: features, slide: slide, options: options)
        guard let ground else {
            guard options.background != .thumbnail else { throw RenderError.missingPicture(path: features) }
            let size = tiles.slideSize ?? tiles.extent
            region = SlideRegion(of: size)
            let canvas = PixelSize(width: size.width, height: size.height).fitted(
                toLongestSide: options.maxSide ?? Self.defaultSide)
            background = options.background == .transparent ? .transparent(canvas) : .white(canvas)
            (warnings, self.found) = ([], nil)
            return
        }
        let image = ground.image
        let canvas = image.size.fitted(toLongestSide: options.maxSide ?? max(image.width, image.height))
        switch options.background {
        case .white: background = .white(canvas)
        case .transparent: background = .transparent(canvas)
        case .thumbnail, nil: background = .thumbnail(canvas == image.size ? image : image.resized(to: canvas))
        }
        region = ground.region
        var warnings = ground.warnings
        let tissue = TissueShare(of: tiles, on: image, showing: ground.region).share
        if tissue < TissueShare.leastBelievable { warnings.append(.littleTissue(path: ground.path, share: tissue)) }
        (self.warnings, self.found) = (warnings, found ? ground.path : nil)
    }

    private static func ground(
        _ tiles: TileGrid, of features: String, slide: WholeSlide?, options: RenderCommand
    ) throws -> (Ground?, found: Bool) {
        if let path = options.thumbnail {
            guard tiles.slideSize != nil else { throw RenderError.unknownSlideSize(path: features) }
            return (try thumbnail(path, tiles, bounds: slide?.bounds), false)
        }
        if let slide {
            // Tiles outside what was scanned are strange, but they are the reader's to see.
            let region = tiles.areInside(slide.region) ? slide.region : SlideRegion(of: slide.size)
            let size = PixelSize(width: region.width, height: region.height).fitted(
                toLongestSide: options.maxSide ?? defaultSide)
            guard let count = size.pixelCount, count <= Image.maximumPixelCount else {
                throw RenderError.tooLarge(path: slide.path, size: size)
            }
            let image = try slide.picture(of: region, size: size, threads: options.options.threads)
            return (Ground(image: image, region: region, path: slide.path, warnings: []), false)
        }
        guard options.background == nil || options.background == .thumbnail, tiles.slideSize != nil,
            let path = NeighbouringFiles.thumbnail(of: features)
        else { return (nil, false) }
        return (try thumbnail(path, tiles, bounds: nil), true)
    }

    private static func thumbnail(_ path: String, _ tiles: TileGrid, bounds: SlideRegion?) throws -> Ground? {
        guard let size = tiles.slideSize else { return nil }
        let image = try Image(contentsOf: path)
        let geometry = try ThumbnailGeometry(
            path: path, imageWidth: image.width, imageHeight: image.height, slideSize: size, bounds: bounds)
        return Ground(image: image, region: geometry.region, path: path, warnings: geometry.warnings)
    }
}
