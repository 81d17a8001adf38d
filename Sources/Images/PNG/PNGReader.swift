internal import CPNG
internal import Files

/// A PNG file that libpng reads row by row, as 8-bit RGB or RGBA.
@safe struct PNGReader: ~Copyable {
    let size: PixelSize
    let channels: Image.Channels
    /// Whether the rows come in seven passes, so that no row is finished before nearly all of the file is read.
    let isInterlaced: Bool
    private let name: String
    private let handle: Handle
    /// Open as long as libpng reads from it.
    private let file: InputFile?

    /// The most bytes that one byte of deflate can stand for: a run of 258 takes at least two bits.
    private static let maximumExpansion = 1032

    /// Reads the header of a file.
    init(_ file: consuming InputFile) throws(ImageError) {
        let (path, byteCount) = (file.path, file.byteCount)
        let reader = unsafe file.withDescriptor { unsafe linmil_png_reader_create(nil, 0, $0) }
        try unsafe self.init(try Handle(reader, path), file, byteCount: byteCount, name: path)
    }

    /// Reads the header in bytes that outlive the reader.
    init(_ bytes: UnsafeBufferPointer<UInt8>, name: String) throws(ImageError) {
        let reader = unsafe linmil_png_reader_create(bytes.baseAddress, bytes.count, -1)
        try unsafe self.init(try Handle(reader, name), nil, byteCount: bytes.count, name: name)
    }

    private init(
        _ handle: consuming Handle, _ file: consuming InputFile?, byteCount: Int, name: String
    ) throws(ImageError) {
        guard unsafe linmil_png_reader_begin(handle.reader) else { throw handle.damaged(name) }
        let size = unsafe PixelSize(
            width: Int(linmil_png_reader_width(handle.reader)), height: Int(linmil_png_reader_height(handle.reader)))
        try PictureFile.check(size, name: name)
        let (bits, overflow) = size.width.multipliedReportingOverflow(
            by: size.height * Int(unsafe linmil_png_reader_stored_bits(handle.reader)))
        guard !overflow, bits / 8 / Self.maximumExpansion <= byteCount else {
            throw .implausible(path: name, size: "\(size)", byteCount: byteCount)
        }
        channels = unsafe linmil_png_reader_has_alpha(handle.reader) ? .rgba : .rgb
        isInterlaced = unsafe linmil_png_reader_is_interlaced(handle.reader)
        (self.size, self.name) = (size, name)
        self.file = file
        self.handle = handle
    }

    private var stride: Int { size.width * channels.rawValue }

    /// Decodes the picture, of at most `Image.maximumPixelCount` pixels, and checks the file to its end.
    func image() throws(ImageError) -> Image {
        guard let count = size.pixelCount, count <= Image.maximumPixelCount else {
            throw .tooLarge(path: name, size: "\(size)")
        }
        FileActivity.reading(name)
        if let pixels = plainPixels() { return Image(size: size, channels: channels, pixels: pixels) }
        guard let pixels = unsafe [UInt8](count: stride * size.height, fill: { unsafe decode(into: $0) }) else {
            throw handle.damaged(name)
        }
        return Image(size: size, channels: channels, pixels: pixels)
    }

    /// The pixels of a small file that stores them as they are wanted; nil where libpng has to decode them.
    private func plainPixels() -> [UInt8]? {
        guard unsafe linmil_png_reader_is_plain(handle.reader) else { return nil }
        switch file {
        case .none: return nil
        case .some(let file):
            guard let bytes = try? file.bytes(limit: PlainPNG.mostBytes) else { return nil }
            return PlainPNG.pixels(of: bytes, size: size, channels: channels)
        }
    }

    /// Decodes the rows of a picture that is not interlaced, some at a time, and checks the file to its end.
    ///
    /// - Parameter body: takes the next rows, from the top. [rows, width, channels]
    func forEachRows(_ body: (Span<UInt8>) -> Void) throws(ImageError) {
        precondition(!isInterlaced, "an interlaced picture has no rows until it is whole")
        FileActivity.reading(name)
        guard unsafe linmil_png_reader_start(handle.reader, stride) else { throw handle.damaged(name) }
        let height = rowsAtOnce
        var rows = [UInt8](repeating: 0, count: stride * height)
        for first in Swift.stride(from: 0, to: size.height, by: height) {
            let count = min(height, size.height - first)
            let isRead = unsafe rows.withUnsafeMutableBufferPointer {
                unsafe linmil_png_reader_read(handle.reader, $0.baseAddress, stride, UInt32(count))
            }
            guard isRead else { throw handle.damaged(name) }
            body(rows.span.extracting(0..<stride * count))
            FileActivity.progress()
        }
        guard unsafe linmil_png_reader_finish(handle.reader) else { throw handle.damaged(name) }
    }

    /// So few rows that they stay in cache, and so many that calls cost nothing.
    private var rowsAtOnce: Int { max(1, min(size.height, 1 << 20 / stride)) }

    private func decode(into pixels: UnsafeMutableBufferPointer<UInt8>) -> Bool {
        guard unsafe linmil_png_reader_start(handle.reader, stride) else { return false }
        for _ in 0..<(isInterlaced ? 7 : 1) {
            for first in Swift.stride(from: 0, to: size.height, by: rowsAtOnce) {
                let count = UInt32(min(rowsAtOnce, size.height - first))
                let start = unsafe pixels.baseAddress.map { unsafe $0 + first * stride }
                guard unsafe linmil_png_reader_read(handle.reader, start, stride, count) else { return false }
                FileActivity.progress()
            }
        }
        return unsafe linmil_png_reader_finish(handle.reader)
    }

    /// Owns libpng's structures.
    @safe struct Handle: ~Copyable {
        let reader: UnsafeMutablePointer<linmil_png_reader>

        init(_ reader: UnsafeMutablePointer<linmil_png_reader>?, _ name: String) throws(ImageError) {
            guard let reader = unsafe reader else {
                throw .file(.unreadable(path: name, reason: "out of memory"))
            }
            unsafe self.reader = unsafe reader
        }

        deinit { unsafe linmil_png_reader_destroy(reader) }

        func damaged(_ name: String) -> ImageError {
            .damaged(path: name, reason: unsafe String(cString: linmil_png_reader_message(reader)))
        }
    }
}
