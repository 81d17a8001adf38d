internal import Files
internal import Images

/// The functions of librsvg, cairo and GLib that draw an SVG document, under their C names.
///
/// librsvg draws text through Pango: real fonts, any script. It gets no base address, so it loads none of the files
/// that a document refers to.
@safe struct Librsvg: Sendable {
    typealias Object = OpaquePointer
    typealias Problem = UnsafeMutablePointer<UnsafeMutableRawPointer?>

    /// (bytes, count, error) -> document, or NULL on error
    let rsvg_handle_new_from_data: @Sendable @convention(c) (UnsafePointer<UInt8>?, UInt, Problem) -> Object?
    /// (document, context, x, y, width and height of the page, error) -> 0 on error
    let rsvg_handle_render_document: @Sendable @convention(c) (Object, Object, UnsafePointer<Double>?, Problem) -> CInt
    let g_object_unref: @Sendable @convention(c) (Object) -> Void
    let g_error_free: @Sendable @convention(c) (UnsafeMutableRawPointer) -> Void
    /// (pixels, format, width, height, bytes in a row) -> surface, never NULL
    let cairo_image_surface_create_for_data:
        @Sendable @convention(c) (UnsafeMutablePointer<UInt32>?, CInt, CInt, CInt, CInt) -> Object
    let cairo_surface_flush: @Sendable @convention(c) (Object) -> Void
    let cairo_surface_destroy: @Sendable @convention(c) (Object) -> Void
    let cairo_create: @Sendable @convention(c) (Object) -> Object
    let cairo_destroy: @Sendable @convention(c) (Object) -> Void
    let cairo_status: @Sendable @convention(c) (Object) -> CInt
    let cairo_status_to_string: @Sendable @convention(c) (CInt) -> UnsafePointer<CChar>?

    /// librsvg's own version; nil if it does not tell it.
    let version: String?

    /// The libraries, opened once per process.
    static let shared = Result { () throws(RuntimeLibrary.Missing) in try Librsvg() }

    init(names: [String] = ["librsvg-2.so.2"]) throws(RuntimeLibrary.Missing) {
        let rsvg = try RuntimeLibrary(names, package: "librsvg2-2")
        let object = try RuntimeLibrary(["libgobject-2.0.so.0"], package: "libglib2.0-0")
        let glib = try RuntimeLibrary(["libglib-2.0.so.0"], package: "libglib2.0-0")
        let cairo = try RuntimeLibrary(["libcairo.so.2"], package: "libcairo2")
        let numbers = ["major", "minor", "micro"].compactMap { part in
            unsafe (try? rsvg.function("rsvg_\(part)_version", as: UnsafePointer<CUnsignedInt>.self))?.pointee
        }
        version = numbers.count == 3 ? numbers.map { "\($0)" }.joined(separator: ".") : nil
        unsafe rsvg_handle_new_from_data = try rsvg.function("rsvg_handle_new_from_data")
        unsafe rsvg_handle_render_document = try rsvg.function("rsvg_handle_render_document")
        unsafe g_object_unref = try object.function("g_object_unref")
        unsafe g_error_free = try glib.function("g_error_free")
        unsafe cairo_image_surface_create_for_data = try cairo.function("cairo_image_surface_create_for_data")
        unsafe cairo_surface_flush = try cairo.function("cairo_surface_flush")
        unsafe cairo_surface_destroy = try cairo.function("cairo_surface_destroy")
        unsafe cairo_create = try cairo.function("cairo_create")
        unsafe cairo_destroy = try cairo.function("cairo_destroy")
        unsafe cairo_status = try cairo.function("cairo_status")
        unsafe cairo_status_to_string = try cairo.function("cairo_status_to_string")
    }

    /// `CAIRO_FORMAT_RGB24` of `cairo.h`: 32 bits a pixel, 0x--RRGGBB.
    static let rgb: CInt = 1

    /// Returns GLib's message for an error, and frees the error.
    func words(for error: UnsafeMutableRawPointer?) -> String {
        guard let error = unsafe error else { return "no reason given" }
        defer { unsafe g_error_free(error) }
        // struct _GError { GQuark domain; gint code; gchar *message; }
        let message = unsafe error.load(fromByteOffset: 8, as: UnsafePointer<CChar>?.self)
        return unsafe message.map { unsafe String(cString: $0) } ?? "no reason given"
    }
}

/// An SVG document that librsvg has read. It is released in `deinit`.
@safe struct SVGDocument: ~Copyable {
    private let library: Librsvg
    private let handle: Librsvg.Object
    private let size: PixelSize

    /// Reads a document. `size` is the size of its page in pixels.
    init(_ text: String, size: PixelSize, library: Librsvg) throws(FigureError) {
        let bytes = Array(text.utf8)
        var error: UnsafeMutableRawPointer?
        let handle = unsafe bytes.withUnsafeBufferPointer {
            unsafe library.rsvg_handle_new_from_data($0.baseAddress, UInt($0.count), &error)
        }
        guard let handle = unsafe handle else { throw .notDrawn(reason: unsafe library.words(for: error)) }
        unsafe self.handle = unsafe handle
        self.library = library
        self.size = size
    }

    deinit { unsafe library.g_object_unref(handle) }

    /// Draws a part of the page over white. -> [height, width], 0x--RRGGBB
    ///
    /// - Parameters:
    ///   - x: the part's left edge on the page; `y` is its upper edge.
    ///   - part: the part's size, at most 32,767 on a side.
    func draw(x: Int, y: Int, part: PixelSize) throws(FigureError) -> [UInt32] {
        var pixels = [UInt32](repeating: 0xFFFF_FFFF, count: part.width * part.height)
        let failure = unsafe pixels.withUnsafeMutableBufferPointer { buffer -> String? in
            let surface = unsafe library.cairo_image_surface_create_for_data(
                buffer.baseAddress, Librsvg.rgb, CInt(part.width), CInt(part.height), CInt(4 * part.width))
            let context = unsafe library.cairo_create(surface)
            defer {
                unsafe library.cairo_destroy(context)
                unsafe library.cairo_surface_flush(surface)
                unsafe library.cairo_surface_destroy(surface)
            }
            if let words = unsafe self.failure(ofDrawingOn: context, x: x, y: y) { return words }
            let status = unsafe library.cairo_status(context)
            guard status == 0 else {
                return unsafe library.cairo_status_to_string(status).map { unsafe String(cString: $0) } ?? "cairo"
            }
            return nil
        }
        if let failure { throw .notDrawn(reason: failure) }
        return pixels
    }

    /// Draws the whole page on a context whose unit is a pixel.
    func draw(on context: Librsvg.Object) throws(FigureError) {
        if let words = unsafe failure(ofDrawingOn: context, x: 0, y: 0) { throw .notDrawn(reason: words) }
    }

    /// Draws the page so that the point (x, y) of it is the context's origin, and returns librsvg's words if it fails.
    private func failure(ofDrawingOn context: Librsvg.Object, x: Int, y: Int) -> String? {
        let page = [-Double(x), -Double(y), Double(size.width), Double(size.height)]
        var error: UnsafeMutableRawPointer?
        let drawn = unsafe page.withUnsafeBufferPointer {
            unsafe library.rsvg_handle_render_document(handle, context, $0.baseAddress, &error)
        }
        return drawn == 0 ? unsafe library.words(for: error) : nil
    }
}
