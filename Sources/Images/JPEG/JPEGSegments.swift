/// The segments of a JPEG file, up to the one after which the picture's data begin.
struct JPEGSegments {
    /// A part of the file with a marker and a length.
    struct Segment {
        let marker: UInt8
        /// The whole part, with its marker.
        let whole: Range<Int>
        /// What follows its length.
        let data: Range<Int>
    }

    /// Reads the segments, as far as they are whole.
    static func all(in file: [UInt8]) -> [Segment] {
        var segments: [Segment] = []
        var offset = 2
        while offset + 4 <= file.count, file[offset] == 0xFF {
            let marker = file[offset + 1]
            // A marker may have any number of bytes before it.
            if marker == 0xFF {
                offset += 1
                continue
            }
            // A marker without a length stands where none may.
            guard marker > 0x01, !(0xD0...0xD9).contains(marker) else { break }
            let end = offset + 2 + (Int(file[offset + 2]) << 8) + Int(file[offset + 3])
            guard end >= offset + 4, end <= file.count else { break }
            segments.append(Segment(marker: marker, whole: offset..<end, data: offset + 4..<end))
            offset = end
            if marker == startOfScan { break }
        }
        return segments
    }

    /// Whether the picture comes in one scan, so that it can be decoded from top to bottom: not progressive, and with all
    /// colours together.
    static func areOneScan(in file: [UInt8]) -> Bool {
        let segments = all(in: file)
        guard let frame = segments.first(where: { isFrame($0.marker) && $0.data.count > 5 }),
            let scan = segments.last, scan.marker == startOfScan, !scan.data.isEmpty
        else { return false }
        return frame.marker & 3 != 2 && file[frame.data.lowerBound + 5] == file[scan.data.lowerBound]
    }

    private static let startOfScan: UInt8 = 0xDA

    /// SOF0 to SOF15, without the three markers among them that are tables.
    private static func isFrame(_ marker: UInt8) -> Bool {
        (0xC0...0xCF).contains(marker) && ![0xC4, 0xC8, 0xCC].contains(marker)
    }
}
