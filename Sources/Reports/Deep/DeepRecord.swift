internal import Files
internal import Results
internal import Slides

/// What is in the folder of a slide's tiles. It is written last, so a folder without it is not complete.
struct DeepRecord: Sendable, Equatable, Codable {
    /// The slide as it was when it was read. A slide without OpenSlide's hash is known by its size and time.
    struct Source: Sendable, Equatable, Codable {
        let name: String
        let fingerprint: String?
        let modified: Int?

        init(_ slide: WholeSlide, _ reference: FileReference) {
            (name, fingerprint) = (reference.name, reference.fingerprint)
            modified = reference.fingerprint == nil ? FileSystem.modificationTime(of: slide.path) : nil
        }
    }

    /// The form of the files; another version would read others.
    private(set) var format = 1
    let source: Source
    let zoom: DeepZoom
    let quality: Int
    let pyramids: [SlidePyramid]
    /// The number of tiles, and their bytes in all.
    private(set) var files = 0
    private(set) var bytes = 0

    init(source: Source, zoom: DeepZoom, pyramids: [SlidePyramid]) {
        (self.source, self.zoom, self.pyramids) = (source, zoom, pyramids)
        quality = DeepZoom.quality
    }

    /// The largest record that is read.
    private static let largest = 1 << 20

    /// Reads the record of a folder; nil if there is none that this version wrote.
    init?(of folder: String) {
        guard let bytes = try? InputFile.bytes(of: Self.path(in: folder), limit: Self.largest),
            let record = try? jsonValue(DeepRecord.self, from: bytes), record.format == 1
        else { return nil }
        self = record
    }

    /// Returns the record with what was written.
    func counting(files: Int, bytes: Int) -> DeepRecord {
        var record = self
        (record.files, record.bytes) = (files, bytes)
        return record
    }

    static func path(in folder: String) -> String { "\(folder)/deep.json" }
}
