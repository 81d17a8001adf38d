/// The orientation in a picture's metadata: the EXIF tag Orientation, in JPEG and PNG files.
///
/// This package uses pixels as they are stored, as Pillow and OpenSlide do. Browsers and OpenCV turn the picture, and
/// coordinates on the stored pixels no longer fit.
package enum PictureOrientation {
    /// Returns the orientation in a file's first bytes, 1 to 8; nil where there is none, or the tag is malformed.
    package static func stated(in file: [UInt8]) -> Int? {
        places(in: file).lazy.compactMap { orientation(in: file[$0.tags]) }.first
    }

    /// Returns the file without the parts that can hold an orientation. Everything else is unchanged.
    package static func removed(from file: [UInt8]) -> [UInt8] {
        var rest: [UInt8] = []
        var end = 0
        for part in places(in: file).map(\.whole) {
            rest += file[end..<part.lowerBound]
            end = part.upperBound
        }
        return end == 0 ? file : rest + file[end...]
    }

    /// Where the EXIF tags are, and the part of the file that holds only them.
    private static func places(in file: [UInt8]) -> [(whole: Range<Int>, tags: Range<Int>)] {
        file.starts(with: PNG.signature) ? placesInPNG(file) : placesInJPEG(file)
    }

    /// The chunks eXIf.
    private static func placesInPNG(_ file: [UInt8]) -> [(whole: Range<Int>, tags: Range<Int>)] {
        var places: [(Range<Int>, Range<Int>)] = []
        var offset = PNG.signature.count
        while true {
            let start = offset
            guard let chunk = PNGChunk(in: file, at: &offset) else { return places }
            if chunk.type == "eXIf" { places.append((start..<offset, chunk.data)) }
        }
    }

    /// The segments APP1 that begin with `Exif`, up to where the picture begins.
    private static func placesInJPEG(_ file: [UInt8]) -> [(whole: Range<Int>, tags: Range<Int>)] {
        let head = Array("Exif\0\0".utf8)
        return JPEGSegments.all(in: file).filter { $0.marker == 0xE1 && file[$0.data].starts(with: head) }
            .map { ($0.whole, $0.data.dropFirst(head.count)) }
    }

    /// Reads the tag from the first directory of a TIFF structure.
    private static func orientation(in tags: ArraySlice<UInt8>) -> Int? {
        let tags = Array(tags)
        let isBigEndian = tags.starts(with: Array("MM".utf8))
        guard isBigEndian || tags.starts(with: Array("II".utf8)) else { return nil }
        func number(at offset: Int, count: Int) -> Int? {
            guard offset >= 0, offset <= tags.count - count else { return nil }
            let bytes = tags[offset..<offset + count]
            return (isBigEndian ? Array(bytes) : bytes.reversed()).reduce(0) { $0 << 8 | Int($1) }
        }
        guard number(at: 2, count: 2) == 42, let directory = number(at: 4, count: 4),
            let count = number(at: directory, count: 2)
        else { return nil }
        for entry in 0..<count {
            let offset = directory + 2 + 12 * entry
            guard let tag = number(at: offset, count: 2) else { return nil }
            guard tag == 0x0112 else { continue }
            return number(at: offset + 8, count: 2).flatMap { (1...8).contains($0) ? $0 : nil }
        }
        return nil
    }
}
