/// What a PNG file holds besides its pixels, which are not decoded.
///
/// The file may be hostile: every length is checked before use, and the number of notes and their bytes, inflated
/// ones included, are limited. Texts may hold any characters: make them safe before a terminal sees them.
package struct PNGSummary: Sendable, Equatable {
    /// Size and kind of the pixels.
    package let header: PNGHeader
    /// Texts, resolution and colour space, as far as they could be read.
    package private(set) var notes = PictureNotes()
    /// What was skipped, each as a phrase: `chunk zTXt is too long`.
    package private(set) var skipped: [String] = []

    /// The most chunks of notes that are read; further ones are only counted.
    package static let maximumCount = 256
    /// Bytes of all texts together.
    package static let maximumTextBytes = 8 << 20
    /// Bytes of one compressed text, inflated.
    package static let maximumInflatedBytes = 1 << 20

    /// Reads a PNG file.
    ///
    /// - Throws: `ImageError` for a file that is missing, not a PNG, or without an intact chain of chunks to its end.
    package init(contentsOf path: String) throws(ImageError) {
        try self.init(of: try ImageFile.bytes(of: path, inspect: PNGSummary.checkSignature), name: path)
    }

    /// Reads a PNG file's bytes; `name` is what errors call the file.
    package init(of file: [UInt8], name: String) throws(ImageError) {
        var offset = PNG.signature.count
        func next() throws(ImageError) -> PNGChunk {
            guard let chunk = PNGChunk(in: file, at: &offset) else {
                throw .damaged(path: name, reason: "there is no whole chunk at byte \(offset)")
            }
            guard chunk.isIntact || chunk.isAncillary else {
                throw .damaged(path: name, reason: "CRC error in \(chunk.type)")
            }
            return chunk
        }
        try PNGSummary.checkSignature(file, name)
        let first = try next()
        guard first.type == "IHDR", let header = PNGHeader(Array(file[first.data])) else {
            throw .damaged(path: name, reason: "Invalid IHDR data")
        }
        self.header = header
        var budget = Budget()
        while true {
            let chunk = try next()
            if chunk.type == "IEND" { break }
            note(chunk, in: file, &budget)
        }
        if budget.passedOver > 0 { skipped.append("\(budget.passedOver) more chunks are passed over") }
    }

    private static func checkSignature(_ file: [UInt8], _ name: String) throws(ImageError) {
        guard file.starts(with: PNG.signature) else {
            throw .damaged(path: name, reason: "it does not begin as a PNG does")
        }
    }

    /// What may still be looked at.
    private struct Budget {
        var count = PNGSummary.maximumCount
        var bytes = PNGSummary.maximumTextBytes
        var passedOver = 0
    }

    private mutating func note(_ chunk: PNGChunk, in file: [UInt8], _ budget: inout Budget) {
        guard ["tEXt", "zTXt", "iTXt", "pHYs", "sRGB"].contains(chunk.type) else { return }
        guard budget.count > 0 else {
            budget.passedOver += 1
            return
        }
        budget.count -= 1
        func skip(_ reason: String) { skipped.append("chunk \(chunk.type) \(reason)") }
        guard chunk.isIntact else { return skip("has a CRC error") }
        switch chunk.type {
        case "sRGB":
            notes.isSRGB = true
        case "pHYs":
            guard notes.resolution == nil else { return skip("is one too many") }
            notes.resolution = PictureResolution(Array(file[chunk.data]))
        default:
            // Keyword and fields are copied, too, so a chunk's own length has to be within the budget.
            guard chunk.data.count <= budget.bytes else { return skip(PictureText.Refusal.tooLong.reason) }
            do {
                let text = try PictureText(
                    type: chunk.type, data: Array(file[chunk.data]), limit: min(budget.bytes, Self.maximumInflatedBytes)
                )
                budget.bytes -= max(chunk.data.count, text.text.utf8.count)
                notes.texts.append(text)
            } catch {
                skip(error.reason)
            }
        }
    }
}
