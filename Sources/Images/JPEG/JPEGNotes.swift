/// The notes of a JPEG file: a comment (segment COM) for each text, and the density of the pixels in the JFIF header.
///
/// A comment is `KEYWORD: text` in UTF-8. A text that is too long for a segment goes on in the next ones, which begin with
/// `KEYWORD+: `.
enum JPEGNotes {
    private static let comment: UInt8 = 0xFE
    /// The most bytes of a segment, without its marker and its length.
    private static let room = 65_533
    /// The most bytes of comments that are read.
    private static let maximumTextBytes = 8 << 20

    /// Returns a file that TurboJPEG wrote, with notes in it.
    static func added(_ notes: PictureNotes, to file: [UInt8]) -> [UInt8] {
        guard let header = JPEGSegments.all(in: file).first, header.marker == 0xE0, header.data.count >= 14 else {
            preconditionFailure("a JPEG without a JFIF header")
        }
        var head = Array(file[..<header.whole.upperBound])
        if let resolution = notes.resolution, let density = density(of: resolution) {
            head.replaceSubrange(header.data.lowerBound + 7..<header.data.lowerBound + 12, with: density)
        }
        return head + notes.texts.flatMap(segments) + file[header.whole.upperBound...]
    }

    /// Reads the notes of a file's comments, whoever wrote them. A comment without a keyword is passed over.
    static func texts(in file: [UInt8]) -> [PictureText] {
        var found: [(keyword: String, bytes: [UInt8])] = []
        var rest = maximumTextBytes
        for segment in JPEGSegments.all(in: file) where segment.marker == comment {
            let data = file[segment.data]
            guard let colon = data.firstRange(of: Array(": ".utf8)), data.count <= rest else { continue }
            rest -= data.count
            let name = String(decoding: data[..<colon.lowerBound], as: UTF8.self)
            if name.hasSuffix("+"), let last = found.last, last.keyword == name.dropLast() {
                found[found.count - 1].bytes += data[colon.upperBound...]
            } else if PictureText.isKeyword(name) {
                found.append((name, Array(data[colon.upperBound...])))
            }
        }
        return found.compactMap { keyword, bytes in
            String(validating: bytes, as: UTF8.self).map { PictureText(keyword, $0) }
        }
    }

    private static func segments(of text: PictureText) -> [UInt8] {
        var segments: [UInt8] = []
        var rest = Array(text.text.utf8)[...]
        repeat {
            let name = Array("\(text.keyword)\(segments.isEmpty ? "" : "+"): ".utf8)
            let part = rest.prefix(room - name.count)
            let length = 2 + name.count + part.count
            segments += [0xFF, comment, UInt8(length >> 8), UInt8(length & 255)] + name + part
            rest = rest.dropFirst(part.count)
        } while !rest.isEmpty
        return segments
    }

    /// The unit and the pixels along both axes, in the whole pixels an inch or a centimetre that JFIF stores; nil for more than
    /// it can store, or for less than one.
    private static func density(of resolution: PictureResolution) -> [UInt8]? {
        func stored(_ unit: UInt8, _ metres: Double) -> [UInt8]? {
            let numbers = [resolution.x, resolution.y].map { (Double($0) * metres).rounded() }
            guard numbers.allSatisfy({ 1...65_535 ~= $0 }) else { return nil }
            return [unit] + numbers.flatMap { [UInt8(Int($0) >> 8), UInt8(Int($0) & 255)] }
        }
        // Whole dots an inch are what a page for print has, and programs show.
        let inches = Double(resolution.x) * 0.0254
        return abs(inches - inches.rounded()) < 0.02 ? stored(1, 0.0254) : stored(2, 0.01)
    }
}

extension PictureNotes {
    /// Reads the texts of a JPEG file's comments; none from a file that is not one.
    package init(ofJPEG file: [UInt8]) { self.init(texts: JPEGNotes.texts(in: file)) }
}
