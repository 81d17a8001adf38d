internal import CPNG

/// A note stored in a PNG file: a keyword of at most 79 Latin letters and any text.
package struct PNGText: Sendable {
    package var keyword: String
    package var text: String

    package init(_ keyword: String, _ text: String) {
        self.keyword = keyword
        self.text = text
    }
}

/// Encodes rows of pixels, one at a time, as the bytes of a PNG file.
///
/// Equal rows and notes give equal bytes: no date is stored.
@safe struct PNGEncoder: ~Copyable {
    private let writer: UnsafeMutablePointer<linmil_png_writer>
    private let stride: Int
    private let name: String

    /// Encodes what stands before the pixels; `name` is what errors call the file.
    init(size: PixelSize, channels: Image.Channels, notes: [PNGText], name: String) throws(ImageError) {
        guard let width = UInt32(exactly: size.width), let height = UInt32(exactly: size.height),
            let count = size.pixelCount, count <= Image.maximumPixelCount
        else { preconditionFailure("a PNG cannot have \(size) pixels") }
        guard let writer = unsafe linmil_png_writer_create() else {
            throw .unwritable(path: name, reason: "out of memory")
        }
        let begun =
            unsafe notes.allSatisfy { note in
                unsafe linmil_png_writer_text(writer, note.keyword, note.text, note.text.utf8.allSatisfy { $0 < 0x80 })
            } && linmil_png_writer_begin(writer, width, height, channels == .rgba)
        guard begun else {
            defer { unsafe linmil_png_writer_destroy(writer) }
            throw unsafe PNGEncoder.failure(of: writer, name: name)
        }
        unsafe self.writer = writer
        self.stride = size.width * channels.rawValue
        self.name = name
    }

    deinit { unsafe linmil_png_writer_destroy(writer) }

    /// Encodes the next row. [width, channels]
    mutating func encode(row: Span<UInt8>) throws(ImageError) {
        precondition(row.count == stride, "a row has \(stride) bytes, not \(row.count)")
        try check(unsafe row.withUnsafeBufferPointer { unsafe linmil_png_writer_row(writer, $0.baseAddress) })
    }

    /// Encodes the end of the file; all rows must have been given.
    mutating func finish() throws(ImageError) {
        try check(unsafe linmil_png_writer_end(writer))
    }

    /// The number of encoded bytes that have not been taken.
    var pendingCount: Int { unsafe writer.pointee.count }

    /// Hands over the encoded bytes and forgets them.
    mutating func takeBytes(_ body: (Span<UInt8>) throws(ImageError) -> Void) throws(ImageError) {
        let bytes = unsafe UnsafeBufferPointer(start: writer.pointee.bytes, count: writer.pointee.count)
        unsafe writer.pointee.count = 0
        try body(unsafe bytes.span)
    }

    private func check(_ done: Bool) throws(ImageError) {
        guard done else { throw unsafe PNGEncoder.failure(of: writer, name: name) }
    }

    private static func failure(of writer: UnsafeMutablePointer<linmil_png_writer>, name: String) -> ImageError {
        .unwritable(path: name, reason: unsafe String(cString: linmil_png_writer_message(writer)))
    }
}
