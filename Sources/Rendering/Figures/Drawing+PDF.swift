internal import Files
internal import Images

extension Drawing {
    /// Writes the page as a PDF of one page. librsvg draws the SVG without its pictures, so text stays text; each picture is
    /// put in with its own pixels, without loss.
    ///
    /// - Parameter record: what made the figure, as JSON.
    /// - Throws: `FigureError` if a library or a font is missing, `ImageError` if the file cannot be written.
    func writePDF(to path: String, record: String) throws {
        var file: OutputFile
        do { file = try OutputFile(path: path) } catch { throw ImageError.file(error) }
        let bytes = try pdf(record: record)
        do {
            try file.write(bytes.span)
            try file.commit()
        } catch { throw ImageError.file(error) }
    }

    /// Returns the page as the bytes of a PDF.
    func pdf(record: String) throws(FigureError) -> [UInt8] {
        let library = try Self.library()
        let cairo: CairoPDF
        do { cairo = try CairoPDF.shared.get() } catch { throw FigureError(error) }
        let document = try SVGDocument(svgWithoutPictures, size: size, library: library)
        let sheet = PDFSheet(self, cairo: cairo, library: library)
        sheet.describe(title: title.characters, record: record)
        try sheet.draw(document)
        for picture in parts.pictures { sheet.draw(picture) }
        return try sheet.finished()
    }

    /// How many points a pixel is wide: those of the paper, or else those of a screen's pixel. Acrobat shows no page of more than
    /// 200 inches.
    fileprivate var pointsPerPixel: Double {
        let points = page.map { $0.width / 25.4 * 72 / Double(size.width) } ?? 0.75
        return min(points, 14_400 / Double(max(size.width, size.height)))
    }
}

/// A PDF page that is being drawn. What it holds is released in `deinit`.
@safe private final class PDFSheet {
    private let cairo: CairoPDF
    private let library: Librsvg
    private let surface: CairoPDF.Object
    private let context: CairoPDF.Object
    private let bytes: Bytes

    /// Collects what cairo writes.
    private final class Bytes { var all: [UInt8] = [] }

    init(_ drawing: Drawing, cairo: CairoPDF, library: Librsvg) {
        (self.cairo, self.library, bytes) = (cairo, library, Bytes())
        let scale = drawing.pointsPerPixel
        unsafe surface = unsafe cairo.cairo_pdf_surface_create_for_stream(
            { target, data, count in
                guard let target = unsafe target else { return 0 }
                let bytes = unsafe Unmanaged<Bytes>.fromOpaque(target).takeUnretainedValue()
                unsafe bytes.all.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
                FileActivity.progress()
                return 0
            }, Unmanaged.passUnretained(bytes).toOpaque(), scale * Double(drawing.size.width),
            scale * Double(drawing.size.height))
        unsafe cairo.cairo_pdf_surface_restrict_to_version(surface, CairoPDF.version14)
        unsafe context = unsafe library.cairo_create(surface)
        unsafe cairo.cairo_scale(context, scale, scale)
    }

    deinit {
        unsafe library.cairo_destroy(context)
        unsafe library.cairo_surface_destroy(surface)
    }

    /// Writes the page's properties. Its date is always the same, so that equal pages have equal bytes.
    func describe(title: String, record: String) {
        for (property, text) in [
            (CairoPDF.Property.title, title), (.keywords, record), (.creator, "linmil"),
            (.created, "1970-01-01T00:00:00Z"),
        ] {
            unsafe cairo.cairo_pdf_surface_set_metadata(surface, property.rawValue, text)
        }
    }

    func draw(_ document: borrowing SVGDocument) throws(FigureError) {
        try unsafe document.draw(on: context)
    }

    /// Puts in a picture, in parts that cairo can hold.
    func draw(_ picture: Drawing.Picture) {
        let image = picture.image.flattenedOnWhite()
        let side = 16_384
        for y in stride(from: 0, to: image.height, by: side) {
            for x in stride(from: 0, to: image.width, by: side) {
                let columns = x..<min(x + side, image.width)
                let part = image.cropped(columns: columns, rows: y..<min(y + side, image.height))
                draw(part, x: picture.x + x, y: picture.y + y)
            }
        }
    }

    private func draw(_ image: Image, x: Int, y: Int) {
        var pixels = (0..<image.width * image.height).map { pixel in
            (0..<3).reduce(UInt32(0)) { $0 << 8 | UInt32(image.pixels[3 * pixel + $1]) }
        }
        unsafe pixels.withUnsafeMutableBufferPointer { buffer in
            let source = unsafe library.cairo_image_surface_create_for_data(
                buffer.baseAddress, Librsvg.rgb, CInt(image.width), CInt(image.height), CInt(4 * image.width))
            unsafe cairo.cairo_set_source_surface(context, source, Double(x), Double(y))
            unsafe cairo.cairo_pattern_set_filter(cairo.cairo_get_source(context), CairoPDF.nearest)
            unsafe cairo.cairo_paint(context)
            // The page keeps its own copy from here on.
            unsafe cairo.cairo_surface_finish(source)
            unsafe library.cairo_surface_destroy(source)
        }
    }

    /// Ends the page, and returns the file's bytes.
    func finished() throws(FigureError) -> [UInt8] {
        let drawn = unsafe library.cairo_status(context)
        unsafe cairo.cairo_surface_finish(surface)
        for status in [drawn, unsafe cairo.cairo_surface_status(surface)] where status != 0 {
            throw .notDrawn(
                reason: unsafe library.cairo_status_to_string(status).map { unsafe String(cString: $0) } ?? "cairo")
        }
        return bytes.all
    }
}
