internal import Files
internal import Images
internal import Results
internal import Slides
internal import Synchronization

/// The folder of one slide's tiles, beside a page.
///
/// A tile is a script that hands its JPEG file to the page as text: `0-8-3-2.js` is of pyramid 0, with 8 level-0 pixels for one
/// of its own, in column 3 and row 2. A page on a disk may load scripts from beside it, but may not read pictures.
struct DeepFolder {
    let path: String

    /// What was made, or was there.
    struct Contents {
        let record: DeepRecord
        let isNew: Bool
    }

    /// Brings the folder up to date. What is there already, of this slide and these settings, stays.
    ///
    /// - Throws: `SlideError` if the slide cannot be read, `ImageError` if a tile cannot be encoded, `FileError` if a file
    ///   cannot be written.
    func update(_ wanted: DeepRecord, from slide: WholeSlide) throws -> Contents {
        if let known = DeepRecord(of: path), known == wanted.counting(files: known.files, bytes: known.bytes),
            Set(tiles).isSuperset(of: Self.names(of: known.pyramids))
        {
            return Contents(record: known, isNew: false)
        }
        FileSystem.removeFile(DeepRecord.path(in: path))
        for name in tiles { FileSystem.removeFile("\(path)/\(name)") }
        try FileSystem.makeFolder(path)
        let count = Mutex((files: 0, bytes: 0))
        let (path, pyramids) = (path, wanted.pyramids)
        try slide.forEachTile(of: pyramids) { number, tile, image in
            let name = Self.name(of: tile, pyramids[number], number)
            let script = Array(
                "linmilTile(\"\(LetterPairs.text(try image.jpeg(quality: DeepZoom.quality, subsampling: .halved)))\")\n"
                    .utf8)
            var file = try OutputFile(path: "\(path)/\(name)")
            try file.write(script.span)
            try file.commit()
            count.withLock { $0 = ($0.files + 1, $0.bytes + script.count) }
        }
        let (files, bytes) = count.withLock { $0 }
        let record = wanted.counting(files: files, bytes: bytes)
        var file = try OutputFile(path: DeepRecord.path(in: path))
        try file.write(jsonText(record) + "\n")
        try file.commit()
        return Contents(record: record, isNew: true)
    }

    private static func name(of tile: SlidePyramid.Tile, _ pyramid: SlidePyramid, _ number: Int) -> String {
        "\(number)-\(pyramid.levels[tile.level].by)-\(tile.column)-\(tile.row).js"
    }

    /// Returns the names of all tiles of some pyramids.
    private static func names(of pyramids: [SlidePyramid]) -> [String] {
        pyramids.enumerated().flatMap { number, pyramid in pyramid.tiles.map { name(of: $0, pyramid, number) } }
    }

    /// The names of the tiles in the folder, of whichever run.
    private var tiles: [String] {
        let tile = /[0-9]+-[0-9]+-[0-9]+-[0-9]+\.js/
        return (FileSystem.names(in: path) ?? []).filter { $0.wholeMatch(of: tile) != nil }
    }
}
