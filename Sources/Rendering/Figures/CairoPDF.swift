internal import Files

/// The functions of cairo that make a PDF, under their C names.
@safe struct CairoPDF: Sendable {
    typealias Object = OpaquePointer
    /// (what the caller gave, bytes, count) -> 0, or cairo's number of an error
    typealias Write = @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<UInt8>?, CUnsignedInt) -> CInt

    /// (function, what it is given, width and height in points) -> surface, never NULL
    let cairo_pdf_surface_create_for_stream:
        @Sendable @convention(c) (Write, UnsafeMutableRawPointer?, Double, Double) -> Object
    let cairo_pdf_surface_restrict_to_version: @Sendable @convention(c) (Object, CInt) -> Void
    /// (surface, which property, text)
    let cairo_pdf_surface_set_metadata: @Sendable @convention(c) (Object, CInt, UnsafePointer<CChar>) -> Void
    let cairo_surface_finish: @Sendable @convention(c) (Object) -> Void
    let cairo_surface_status: @Sendable @convention(c) (Object) -> CInt
    let cairo_scale: @Sendable @convention(c) (Object, Double, Double) -> Void
    /// (context, surface, x, y)
    let cairo_set_source_surface: @Sendable @convention(c) (Object, Object, Double, Double) -> Void
    let cairo_get_source: @Sendable @convention(c) (Object) -> Object
    let cairo_pattern_set_filter: @Sendable @convention(c) (Object, CInt) -> Void
    let cairo_paint: @Sendable @convention(c) (Object) -> Void

    /// The library, opened once per process.
    static let shared = Result { () throws(RuntimeLibrary.Missing) in try CairoPDF() }

    init(names: [String] = ["libcairo.so.2"]) throws(RuntimeLibrary.Missing) {
        let cairo = try RuntimeLibrary(names, package: "libcairo2")
        unsafe cairo_pdf_surface_create_for_stream = try cairo.function("cairo_pdf_surface_create_for_stream")
        unsafe cairo_pdf_surface_restrict_to_version = try cairo.function("cairo_pdf_surface_restrict_to_version")
        unsafe cairo_pdf_surface_set_metadata = try cairo.function("cairo_pdf_surface_set_metadata")
        unsafe cairo_surface_finish = try cairo.function("cairo_surface_finish")
        unsafe cairo_surface_status = try cairo.function("cairo_surface_status")
        unsafe cairo_scale = try cairo.function("cairo_scale")
        unsafe cairo_set_source_surface = try cairo.function("cairo_set_source_surface")
        unsafe cairo_get_source = try cairo.function("cairo_get_source")
        unsafe cairo_pattern_set_filter = try cairo.function("cairo_pattern_set_filter")
        unsafe cairo_paint = try cairo.function("cairo_paint")
    }

    /// `CAIRO_PDF_VERSION_1_4`. Later versions may put the record into a compressed stream.
    static let version14: CInt = 0
    /// `CAIRO_FILTER_NEAREST`: viewers do not blur between pixels.
    static let nearest: CInt = 3

    /// `cairo_pdf_metadata_t`.
    enum Property: CInt {
        case title = 0
        case keywords = 3
        case creator = 4
        case created = 5
    }
}
