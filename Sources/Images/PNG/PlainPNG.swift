internal import CPNGRows
internal import Files

/// A PNG file that stores the very samples that an `Image` holds: 8-bit RGB or RGBA, row by row.
///
/// With libdeflate these are inflated in less time than with zlib, if all of the file is in memory. Nothing here refuses a file: of all
/// that is damaged or unusual, libpng says what it is, or reads it all the same.
enum PlainPNG {
    /// The most bytes of a file that is read whole.
    static let mostBytes = 32 << 20

    /// Decodes the pixels. [height, width, channels]
    ///
    /// - Parameter file: all bytes of the file.
    /// - Returns: nil where libpng has to read the file.
    static func pixels(
        of file: consuming [UInt8], size: PixelSize, channels: Image.Channels, by inflation: Inflation = .fastest
    ) -> [UInt8]? {
        guard let data = gatherData(in: &file) else { return nil }
        let (stride, pixel) = (size.width * channels.rawValue, channels.rawValue)
        let zeros = [UInt8](repeating: 0, count: stride + 1)
        // The rows are restored in place. The last byte is read, and not used.
        return unsafe [UInt8](count: stride * size.height, spare: size.height + 1) { buffer in
            unsafe buffer[buffer.count - 1] = 0
            let filtered = unsafe UnsafeMutableBufferPointer(rebasing: buffer[..<(buffer.count - 1)])
            let isInflated = unsafe file.withUnsafeBufferPointer {
                unsafe inflation.fill(filtered, from: UnsafeBufferPointer(rebasing: $0[data]), in: .zlib)
            }
            return unsafe isInflated && linmil_png_unfilter(size.height, stride, pixel, zeros, buffer.baseAddress)
        }
    }

    /// Moves the data of all IDAT chunks together and returns where they stand; nil where the chunks are not in their usual order,
    /// or one is damaged.
    private static func gatherData(in file: inout [UInt8]) -> Range<Int>? {
        guard file.starts(with: PNG.signature) else { return nil }
        var offset = PNG.signature.count
        guard let header = PNGChunk(in: file, at: &offset), header.type == "IHDR", header.isIntact else { return nil }
        var data: Range<Int>?
        var isPast = false
        while let chunk = PNGChunk(in: file, at: &offset), chunk.isIntact {
            switch chunk.type {
            case "IDAT":
                if isPast { return nil }
                let start = data?.upperBound ?? chunk.data.lowerBound
                move(chunk.data, to: start, in: &file)
                data = (data?.lowerBound ?? start)..<start + chunk.data.count
            case "IEND": return chunk.data.isEmpty ? data : nil
            case _ where chunk.isAncillary: isPast = data != nil
            default: return nil
            }
        }
        return nil
    }

    /// Copies bytes to an earlier place.
    private static func move(_ range: Range<Int>, to start: Int, in file: inout [UInt8]) {
        guard start < range.lowerBound else { return }
        unsafe file.withUnsafeMutableBytes {
            unsafe UnsafeMutableRawBufferPointer(rebasing: $0[start...]).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: $0[range]))
        }
    }
}
