internal import Files

/// The functions of OpenSlide that read; the names are the C functions' own.
///
/// All may be called from any thread. OpenSlide 3 and 4 have them alike.
@safe struct OpenSlide: Sendable {
    typealias Handle = OpaquePointer
    typealias Text = UnsafePointer<CChar>

    let openslide_get_version: @Sendable @convention(c) () -> Text?
    /// (path) -> name of the format; NULL for a file that OpenSlide does not know
    let openslide_detect_vendor: @Sendable @convention(c) (Text) -> Text?
    /// (path) -> slide; NULL for a file that OpenSlide does not know
    let openslide_open: @Sendable @convention(c) (Text) -> Handle?
    let openslide_close: @Sendable @convention(c) (Handle) -> Void
    /// (slide) -> what went wrong in this or an earlier call; after it the slide gives no more pixels
    let openslide_get_error: @Sendable @convention(c) (Handle) -> Text?
    let openslide_get_level_count: @Sendable @convention(c) (Handle) -> Int32
    /// (slide, level, width, height)
    let openslide_get_level_dimensions:
        @Sendable @convention(c) (Handle, Int32, UnsafeMutablePointer<Int64>, UnsafeMutablePointer<Int64>) -> Void
    let openslide_get_level_downsample: @Sendable @convention(c) (Handle, Int32) -> Double
    /// (slide, name) -> value; NULL where there is none
    let openslide_get_property_value: @Sendable @convention(c) (Handle, Text) -> Text?
    /// (slide, premultiplied ARGB, x and y at level 0, level, width and height at that level)
    let openslide_read_region:
        @Sendable @convention(c) (Handle, UnsafeMutablePointer<UInt32>?, Int64, Int64, Int32, Int64, Int64) -> Void

    /// The library, opened once for the process.
    static let shared = Result { () throws(RuntimeLibrary.Missing) in try OpenSlide() }

    init(names: [String] = ["libopenslide.so.1", "libopenslide.so.0"]) throws(RuntimeLibrary.Missing) {
        let library = try RuntimeLibrary(names, package: "libopenslide0")
        Self.silenceTIFF()
        unsafe openslide_get_version = try library.function("openslide_get_version")
        unsafe openslide_detect_vendor = try library.function("openslide_detect_vendor")
        unsafe openslide_open = try library.function("openslide_open")
        unsafe openslide_close = try library.function("openslide_close")
        unsafe openslide_get_error = try library.function("openslide_get_error")
        unsafe openslide_get_level_count = try library.function("openslide_get_level_count")
        unsafe openslide_get_level_dimensions = try library.function("openslide_get_level_dimensions")
        unsafe openslide_get_level_downsample = try library.function("openslide_get_level_downsample")
        unsafe openslide_get_property_value = try library.function("openslide_get_property_value")
        unsafe openslide_read_region = try library.function("openslide_read_region")
    }

    /// Stops libtiff, which OpenSlide reads with, from printing to standard error what OpenSlide reports.
    private static func silenceTIFF() {
        typealias SetHandler = @convention(c) (OpaquePointer?) -> OpaquePointer?
        guard let library = try? RuntimeLibrary(["libtiff.so.6", "libtiff.so.5"], package: "libtiff6") else { return }
        for name in ["TIFFSetErrorHandler", "TIFFSetWarningHandler"] {
            guard let setHandler = unsafe try? library.function(name, as: SetHandler.self) else { continue }
            _ = unsafe setHandler(nil)
        }
    }
}

/// A slide that OpenSlide has open, closed at the end of its life.
@safe struct OpenSlideFile: ~Copyable, Sendable {
    let path: String
    let library: OpenSlide
    /// OpenSlide's functions may be called for one slide from any thread; only `deinit` closes it.
    nonisolated(unsafe) private let handle: OpenSlide.Handle

    /// Opens a slide; nil for a file that OpenSlide does not know. A damaged slide may open: see ``check()``.
    init?(path: String, library: OpenSlide) {
        guard let handle = unsafe library.openslide_open(path.systemPath) else { return nil }
        self.path = path
        self.library = library
        unsafe self.handle = unsafe handle
    }

    deinit { unsafe library.openslide_close(handle) }

    /// Throws what went wrong since the slide was opened.
    func check() throws(SlideError) {
        guard let message = unsafe library.openslide_get_error(handle) else { return }
        throw .damagedSlide(path: path, cause: unsafe String(cString: message))
    }

    var levelCount: Int { Int(unsafe library.openslide_get_level_count(handle)) }

    func level(_ index: Int) -> (width: Int, height: Int, downsample: Double) {
        var (width, height) = (Int64(0), Int64(0))
        unsafe library.openslide_get_level_dimensions(handle, Int32(index), &width, &height)
        return (Int(width), Int(height), unsafe library.openslide_get_level_downsample(handle, Int32(index)))
    }

    func property(_ name: String) -> String? {
        unsafe library.openslide_get_property_value(handle, name).map { unsafe String(cString: $0) }
    }

    /// Reads a rectangle of a level as premultiplied ARGB, transparent outside the slide. [height, width]
    ///
    /// - Parameters:
    ///   - x: the left edge in level-0 pixels, as `y` the upper one; width and height are in the level's own.
    ///   - pixels: at least width x height of them.
    func read(
        x: Int, y: Int, level: Int, width: Int, height: Int, into pixels: inout [UInt32]
    ) throws(SlideError) {
        precondition(pixels.count >= width * height, "\(width) x \(height) pixels in \(pixels.count)")
        FileActivity.reading(path)
        unsafe pixels.withUnsafeMutableBufferPointer {
            unsafe library.openslide_read_region(
                handle, $0.baseAddress, Int64(x), Int64(y), Int32(level), Int64(width), Int64(height))
        }
        try check()
        FileActivity.progress()
    }
}
