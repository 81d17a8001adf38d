internal import Files
public import Heatmaps
public import Images
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
    /// The format of the file that the picture is for.
    package let format: PictureFormat
    /// What the heatmap is drawn on.
    let ground: RenderSettings.Ground
    /// The source of single tiles' pictures; nil without a picture of the slide.
    package let tilePictures: TilePictures?
    /// The downsample of the slide's level that is shown. Only set to reproduce another tool's pixels.
    let downsample: Double?

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
    ///   - near: a thumbnail that was found for the features elsewhere, in place of TRIDENT's.
    ///   - settings: the ground and the size of the picture.
    ///   - format: the format of the file. A map alone (OME-TIFF) needs no picture, only its size.
    ///   - threads: how many threads read the slide. If nil, one for each core.
    /// - Throws: `RenderingError` if a picture is asked for and there is none, `SlideError` if the picture does not fit
    ///   the slide, `ImageError` if the picture cannot be read.
    public init(
        _ tiles: TileGrid, of features: String, thumbnail named: String? = nil, slide: WholeSlide? = nil,
        near: String? = nil, settings: RenderSettings = RenderSettings(), as format: PictureFormat = .png,
        threads: Int? = nil
    ) throws {
        let near = near ?? NeighbouringFiles.thumbnail(of: features)
        let found = try Self.sight(tiles, of: features, named, slide, near, settings, format, threads)
        try self.init(tiles, of: features, found, slide, near: near, settings, format)
    }

    /// Places tiles on a picture in memory. No file is searched for another one.
    ///
    /// - Parameters:
    ///   - tiles: where the tiles lie.
    ///   - features: what errors call the features.
    ///   - picture: a picture of the whole slide.
    ///   - name: what errors call the picture.
    ///   - slide: the slide itself.
    ///   - settings: the ground and the size of the picture.
    ///   - format: the format of the file.
    ///   - threads: how many threads read the slide. If nil, one for each core.
    /// - Throws: `RenderingError` if a picture is asked for and there is none, or the slide's size is unknown, `SlideError` if
    ///   the picture does not fit the slide.
    public init(
        _ tiles: TileGrid, of features: String, picture: Image?, called name: String = "thumbnail",
        slide: WholeSlide? = nil, settings: RenderSettings = RenderSettings(), as format: PictureFormat = .png,
        threads: Int? = nil
    ) throws {
        var sight: Sight?
        if let picture {
            guard let size = tiles.slideSize else { throw RenderingError.unknownSlideSize(path: features) }
            sight = try Sight(
                thumbnail: picture, called: name, of: size, bounds: slide?.bounds, knowsSlide: slide != nil,
                settings: settings, as: format)
        } else if let slide {
            sight = try Sight(of: slide, tiles, settings: settings, as: format, threads: threads)
        }
        try self.init(tiles, of: features, (sight, isFound: false, notes: []), slide, near: nil, settings, format)
    }

    /// - Parameters:
    ///   - found: the picture, whether it was found, and what is to say of that.
    ///   - near: the thumbnail that lies near the features.
    private init(
        _ tiles: TileGrid, of features: String, _ found: (sight: Sight?, isFound: Bool, notes: [SlideWarning]),
        _ slide: WholeSlide?, near: String?, _ settings: RenderSettings, _ format: PictureFormat
    ) throws {
        self.format = format
        let (sight, isFound, notes) = found
        paths = tiles.paths + [sight?.path, slide?.path, near].compactMap(\.self)
        guard let sight else {
            guard settings.ground != .thumbnail else { throw RenderingError.missingPicture(path: features) }
            let size = tiles.slideSize ?? tiles.extent
            region = SlideRegion(of: size)
            let canvas = PixelSize(width: size.width, height: size.height).fitted(
                toLongestSide: settings.maxSide ?? Sight.defaultSide)
            ground = format.isMap ? .transparent : settings.ground ?? .white
            background = ground == .transparent ? .transparent(canvas) : .white(canvas)
            warnings = tiles.warnings + notes
            (thumbnail, self.found, downsample, tilePictures) = (nil, nil, nil, nil)
            return
        }
        ground = format.isMap ? .transparent : settings.ground ?? .thumbnail
        switch (ground, sight.drawn) {
        case (.transparent, _): background = .transparent(sight.size)
        case (.thumbnail, let drawn?): background = .thumbnail(drawn)
        case (.white, _), (_, nil): background = .white(sight.size)
        }
        (region, downsample) = (sight.region, sight.downsample)
        let doubts = tiles.doubts(
            about: sight.detail, showing: sight.region, path: sight.path, isSlide: sight.isSlide)
        warnings = tiles.warnings + sight.warnings + doubts
        tilePictures = slide.map { .slide($0) } ?? .thumbnail(sight.detail, showing: sight.region)
        (thumbnail, self.found) = (sight.isFile ? sight.path : nil, isFound ? sight.path : nil)
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
    func withoutFolders(_ warning: String, models: [String]) -> String {
        FilePath.withoutFolders(warning, of: paths + models)
    }

    /// Returns how large a pixel of the picture is on the slide.
    func resolution(mpp: Double?) -> PictureResolution? {
        pixel(mpp: mpp).flatMap { PictureResolution(micrometersWide: $0.wide, high: $0.high) }
    }

    /// Returns the width and height of such a pixel in micrometres.
    func pixel(mpp: Double?) -> (wide: Double, high: Double)? {
        guard let mpp else { return nil }
        return (
            mpp * Double(region.width) / Double(background.size.width),
            mpp * Double(region.height) / Double(background.size.height)
        )
    }

    /// Returns the width of such a pixel, for a scale bar.
    func micrometresPerPixel(mpp: Double?) -> Double? { pixel(mpp: mpp)?.wide }

    /// Reads the first picture that there is. One that was found and cannot be read is a note: nobody asked for it.
    private static func sight(
        _ tiles: TileGrid, of features: String, _ named: String?, _ slide: WholeSlide?, _ near: String?,
        _ settings: RenderSettings, _ format: PictureFormat, _ threads: Int?
    ) throws -> (Sight?, isFound: Bool, notes: [SlideWarning]) {
        if let named {
            guard let size = tiles.slideSize else { throw RenderingError.unknownSlideSize(path: features) }
            return (
                try Sight(
                    thumbnail: named, of: size, bounds: slide?.bounds, knowsSlide: slide != nil, settings: settings,
                    as: format),
                false, []
            )
        }
        if let slide {
            return (try Sight(of: slide, tiles, settings: settings, as: format, threads: threads), false, [])
        }
        guard settings.ground == nil || settings.ground == .thumbnail, let size = tiles.slideSize, let near else {
            return (nil, false, [])
        }
        do {
            return (try Sight(thumbnail: near, of: size, bounds: nil, settings: settings, as: format), true, [])
        } catch let error as ImageError where settings.ground == nil {
            return (nil, false, [.unusedThumbnail(path: features, reason: error.sentence.finding)])
        }
    }
}
