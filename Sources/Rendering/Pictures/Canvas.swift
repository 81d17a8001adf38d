internal import Files
public import Heatmaps
internal import Images
public import Slides

/// What a heatmap is drawn on, and which part of the slide it shows.
///
///     let canvas = try Canvas(tiles, of: "slide.h5", thumbnail: "slide.png")
public struct Canvas: Sendable {
    /// The picture, white or transparent ground under the heatmap, at the size of the finished picture.
    public private(set) var background: Background
    /// The part of the slide that the picture shows, in level-0 pixels.
    public let region: SlideRegion
    /// Reasons to doubt that the tiles are in the right place.
    public let warnings: [SlideWarning]
    /// The files whose paths may appear in warnings.
    private let paths: [String]
    /// The path of the thumbnail, whether it was given or found.
    package let thumbnail: String?
    /// The path of the thumbnail if it was found, nil if it was given.
    package let found: String?
    /// What the heatmap is drawn on.
    let ground: RenderSettings.Ground
    /// The source of single tiles' pictures; nil without a picture of the slide.
    package let tilePictures: TilePictures?
    /// The downsample of the slide's level that is shown. Only set to reproduce another tool's pixels.
    let downsample: Double?

    /// The longest side of a picture if neither a setting nor a thumbnail decides it.
    private static let defaultSide = 2000

    /// A picture of the slide, and the part of the slide that it shows.
    private struct Sight {
        let image: Image
        let region: SlideRegion
        let path: String
        var isSlide = false
        var downsample: Double?
        var warnings: [SlideWarning] = []
    }

    /// Reads the picture and finds where the tiles lie on it. Without a picture, the tiles alone decide the heatmap's
    /// size.
    ///
    /// The picture is the first of these that there is: the given thumbnail, the slide itself, the thumbnail that
    /// TRIDENT left in a folder above the features.
    ///
    /// - Parameters:
    ///   - tiles: where the tiles lie.
    ///   - features: the path of the features or scores, to name in errors and to find a thumbnail near it.
    ///   - named: a PNG or JPEG of the whole slide.
    ///   - slide: the slide itself.
    ///   - settings: the ground and the size of the picture.
    ///   - threads: how many threads read the slide. If nil, one for each core.
    /// - Throws: `RenderingError` if a picture is asked for and there is none, `SlideError` if the picture does not fit
    ///   the slide, `ImageError` if the picture cannot be read.
    public init(
        _ tiles: TileGrid, of features: String, thumbnail named: String? = nil, slide: WholeSlide? = nil,
        settings: RenderSettings = RenderSettings(), threads: Int? = nil
    ) throws {
        let (sight, found) = try Self.sight(tiles, of: features, named, slide, settings, threads)
        guard let sight else {
            guard settings.ground != .thumbnail else { throw RenderingError.missingPicture(path: features) }
            let size = tiles.slideSize ?? tiles.extent
            region = SlideRegion(of: size)
            let canvas = PixelSize(width: size.width, height: size.height).fitted(
                toLongestSide: settings.maxSide ?? Self.defaultSide)
            background = settings.ground == .transparent ? .transparent(canvas) : .white(canvas)
            ground = settings.ground ?? .white
            warnings = tiles.warnings
            paths = tiles.paths
            (thumbnail, self.found, downsample, tilePictures) = (nil, nil, nil, nil)
            return
        }
        let image = sight.image
        let canvas = image.size.fitted(toLongestSide: settings.maxSide ?? max(image.width, image.height))
        switch settings.ground {
        case .white: background = .white(canvas)
        case .transparent: background = .transparent(canvas)
        case .thumbnail, nil: background = .thumbnail(canvas == image.size ? image : image.resized(to: canvas))
        }
        ground = settings.ground ?? .thumbnail
        (region, downsample) = (sight.region, sight.downsample)
        var warnings = sight.warnings
        let tissue = TissueShare(of: tiles, on: image, showing: sight.region).share
        if tissue < TissueShare.leastBelievable { warnings.append(.littleTissue(path: sight.path, share: tissue)) }
        self.warnings = tiles.warnings + warnings
        paths = tiles.paths + [sight.path] + [slide?.path].compactMap(\.self)
        tilePictures = slide.map { .slide($0) } ?? .thumbnail(image, showing: sight.region)
        (thumbnail, self.found) = (sight.isSlide ? nil : sight.path, found ? sight.path : nil)
    }

    /// Returns the same canvas at another size.
    func resized(to size: PixelSize) -> Canvas {
        var canvas = self
        switch background {
        case .thumbnail(let image): canvas.background = .thumbnail(image.resized(to: size))
        case .white: canvas.background = .white(size)
        case .transparent: canvas.background = .transparent(size)
        }
        return canvas
    }

    /// Returns a warning without the folders of the slide's files and of the model.
    func withoutFolders(_ warning: String, model: String?) -> String {
        FilePath.withoutFolders(warning, of: paths + [model].compactMap(\.self))
    }

    /// Returns how large a pixel of the picture is on the slide.
    func resolution(mpp: Double?) -> PNGResolution? {
        guard let mpp else { return nil }
        return PNGResolution(
            micrometersWide: mpp * Double(region.width) / Double(background.size.width),
            high: mpp * Double(region.height) / Double(background.size.height))
    }

    /// Returns the width of such a pixel, for a scale bar.
    func micrometresPerPixel(mpp: Double?) -> Double? {
        mpp.map { $0 * Double(region.width) / Double(background.size.width) }
    }

    private static func sight(
        _ tiles: TileGrid, of features: String, _ named: String?, _ slide: WholeSlide?, _ settings: RenderSettings,
        _ threads: Int?
    ) throws -> (Sight?, found: Bool) {
        if let named {
            guard tiles.slideSize != nil else { throw RenderingError.unknownSlideSize(path: features) }
            return (try thumbnail(named, tiles, bounds: slide?.bounds), false)
        }
        if let slide { return (try picture(of: slide, tiles, settings, threads), false) }
        guard settings.ground == nil || settings.ground == .thumbnail, tiles.slideSize != nil,
            let path = NeighbouringFiles.thumbnail(of: features)
        else { return (nil, false) }
        return (try thumbnail(path, tiles, bounds: nil), true)
    }

    /// Reads the picture of the slide: the scanned region, or all of one level to reproduce another tool's pixels.
    private static func picture(
        of slide: WholeSlide, _ tiles: TileGrid, _ settings: RenderSettings, _ threads: Int?
    ) throws -> Sight {
        // If tiles lie outside the scanned region, show the whole slide, so that the user can see them.
        let isWhole = settings.compatible != nil || !tiles.areInside(slide.region)
        let region = isWhole ? SlideRegion(of: slide.size) : slide.region
        let longest = settings.page.map { max($0.size.width, $0.size.height) }
        var size = PixelSize(width: region.width, height: region.height).fitted(
            toLongestSide: settings.maxSide ?? longest ?? defaultSide)
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
        guard let count = size.pixelCount, count <= Image.maximumPixelCount else {
            throw RenderingError.tooLarge(path: slide.path, size: size)
        }
        let image = try slide.picture(of: region, size: size, threads: threads)
        return Sight(image: image, region: region, path: slide.path, isSlide: true, downsample: downsample)
    }

    private static func thumbnail(_ path: String, _ tiles: TileGrid, bounds: SlideRegion?) throws -> Sight? {
        guard let size = tiles.slideSize else { return nil }
        let image = try Image(contentsOf: path)
        let geometry = try ThumbnailGeometry(
            path: path, imageWidth: image.width, imageHeight: image.height, slideSize: size, bounds: bounds)
        var warnings = geometry.warnings
        // A file states its orientation at its beginning, if at all.
        let beginning = try InputFile.beginning(of: path, count: 1 << 18)
        if let orientation = PictureOrientation.stated(in: beginning), orientation != 1 {
            warnings.append(.turnedThumbnail(path: path, orientation: orientation))
        }
        return Sight(image: image, region: geometry.region, path: path, warnings: warnings)
    }
}
