internal import Files

/// A whole-slide image in any format of OpenSlide: SVS, NDPI, MRXS, SCN, tiled TIFF and others.
///
/// The OpenSlide library is opened with the first slide. It is not linked, and everything else works without it.
public final class WholeSlide: Sendable {
    /// The slide's file.
    public let path: String
    /// OpenSlide's name of the format, such as `aperio`.
    public let vendor: String
    /// The slide's size at level 0, its finest resolution.
    public let size: SlideSize
    /// The size of a level-0 pixel, where the slide has it.
    public let resolution: SlideResolution?
    /// The micrometres of a level-0 pixel that the slide's tags state, where they cannot be right.
    package let implausibleMpp: Double?
    /// The power of the objective, such as 40, where the slide has it.
    public let magnification: Double?
    /// The part of the slide that was scanned, where the slide has it: MRXS and SCN slides are empty around it.
    public let bounds: SlideRegion?
    /// The slide at each of its resolutions, the finest first.
    public let levels: [Level]
    let file: OpenSlideFile

    /// A slide at one of its resolutions.
    public struct Level: Equatable, Sendable {
        /// Columns and rows.
        public let size: SlideSize
        /// Level-0 pixels for one of this level's, as OpenSlide rounds it.
        public let downsample: Double
    }

    /// Opens a slide.
    ///
    /// - Throws: `SlideError` where OpenSlide is not installed, and for a file that is missing, not a slide, or damaged.
    public convenience init(path: String) throws(SlideError) {
        try self.init(path: path, library: OpenSlide.shared)
    }

    init(path: String, library: Result<OpenSlide, RuntimeLibrary.Missing>) throws(SlideError) {
        let looksLike = try Self.looksLike(path)
        let library = try Self.installed(library, for: path)
        let opening = FileActivity.Opening(path)
        guard let file = OpenSlideFile(path: path, library: library) else {
            throw .notASlide(path: path, looksLike: looksLike)
        }
        try file.check()
        self.path = path
        self.vendor = printable(file.property("openslide.vendor") ?? "unknown")
        self.levels = try Self.levels(of: file)
        self.size = levels[0].size
        do throws(SlideResolution.Implausible) {
            resolution = try SlideResolution.find(size: size) { file.property($0) }
            implausibleMpp = nil
        } catch {
            (resolution, implausibleMpp) = (nil, error.mpp)
        }
        self.magnification = Self.positive(file.property("openslide.objective-power"))
        self.bounds = Self.bounds(of: file, in: size)
        self.file = file
        _ = consume opening
    }

    /// The size of a level-0 pixel in micrometres along x and y, where the slide has it.
    public var mpp: SIMD2<Double>? { resolution?.mpp }

    /// The scanned part where the slide has it, or else the whole slide.
    public var region: SlideRegion { bounds ?? SlideRegion(of: size) }

    /// OpenSlide's hash of the slide's header and smallest level; nil for formats that have none.
    public var quickHash: String? { file.property("openslide.quickhash-1").map { printable($0) } }

    /// OpenSlide's own version.
    public var libraryVersion: String { file.library.version }

    /// Returns OpenSlide's name of a file's format, or nil for a file that is not a slide. Reads only its beginning.
    ///
    /// - Throws: `SlideError` where OpenSlide is not installed or the file cannot be read.
    public static func vendor(of path: String) throws(SlideError) -> String? {
        _ = try looksLike(path)
        let library = try installed(OpenSlide.shared, for: path)
        let opening = FileActivity.Opening(path)
        let vendor = unsafe library.openslide_detect_vendor(path.systemPath)
        _ = consume opening
        return unsafe vendor.map { unsafe printable(String(cString: $0)) }
    }
}

// MARK: Checking what the slide claims

extension WholeSlide {
    /// More levels than a slide of the largest size has that is halved down to one pixel.
    private static let maximumLevelCount = 32

    /// The most pixels of a tile, 4096 x 4096: OpenSlide allocates a tile without a limit.
    private static let maximumTilePixelCount = 1 << 24

    private static func looksLike(_ path: String) throws(SlideError) -> String {
        do {
            return try FileContents(path: path).looksLike
        } catch .folder {
            throw .slideFolder(path: path)
        } catch {
            throw .file(error)
        }
    }

    private static func installed(
        _ library: Result<OpenSlide, RuntimeLibrary.Missing>, for path: String
    ) throws(SlideError) -> OpenSlide {
        switch library {
        case .success(let library): return library
        case .failure(let missing):
            throw .openSlideMissing(
                path: path, library: missing.name, package: missing.package, cause: missing.reason)
        }
    }

    private static func levels(of file: borrowing OpenSlideFile) throws(SlideError) -> [Level] {
        let count = file.levelCount
        guard (1...maximumLevelCount).contains(count) else {
            throw .unusableSlide(path: file.path, found: "\(count) levels", expected: "1 to \(maximumLevelCount)")
        }
        var levels: [Level] = []
        for index in 0..<count {
            let (width, height, downsample) = file.level(index)
            let sides = 1...SlideSize.largestSide
            guard sides.contains(width), sides.contains(height), downsample.isFinite, downsample > 0 else {
                throw .unusableSlide(
                    path: file.path, found: "level \(index) of \(width)x\(height) px",
                    expected: "sides of 1 to \(SlideSize.largestSide) px")
            }
            try checkTile(ofLevel: index, in: file)
            levels.append(Level(size: SlideSize(width: width, height: height), downsample: downsample))
        }
        return levels
    }

    private static func checkTile(ofLevel index: Int, in file: borrowing OpenSlideFile) throws(SlideError) {
        let prefix = "openslide.level[\(index)].tile-"
        guard let width = file.property(prefix + "width").flatMap({ Int($0) }),
            let height = file.property(prefix + "height").flatMap({ Int($0) })
        else { return }
        let (count, overflow) = width.multipliedReportingOverflow(by: height)
        guard !overflow, count <= maximumTilePixelCount else {
            throw .unusableSlide(
                path: file.path, found: "tiles of \(width)x\(height) px at level \(index)",
                expected: "at most \(maximumTilePixelCount) px in a tile")
        }
    }

    private static func bounds(of file: borrowing OpenSlideFile, in size: SlideSize) -> SlideRegion? {
        func bound(_ name: String) -> Int? { file.property("openslide.bounds-\(name)").flatMap { Int($0) } }
        guard let x = bound("x"), let y = bound("y"), let width = bound("width"), let height = bound("height"),
            width > 0, height > 0
        else { return nil }
        let region = SlideRegion(x: x, y: y, width: width, height: height)
        return region.isInside(size) ? region : nil
    }

    private static func positive(_ text: String?) -> Double? {
        text.flatMap { Double($0) }.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
    }
}
