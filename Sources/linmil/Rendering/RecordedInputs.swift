internal import Files
internal import Reports
internal import Slides

/// The files that a picture is made of, whose fingerprints are made while something else is computed.
struct RecordedInputs {
    private let features: (path: String, fingerprint: Fingerprint)
    private let coordinates: (path: String, fingerprint: Fingerprint)?
    private let thumbnail: (path: String, fingerprint: Fingerprint)?
    private let slide: RenderRecord.Input?

    /// Begins to read the files.
    init(_ command: RenderCommand, features: String, layer: Layer, slide: WholeSlide?) {
        func begin(_ path: String) -> (String, Fingerprint) { (path, Fingerprint(of: path)) }
        self.features = begin(features)
        coordinates = command.slide.geometry.coords.map(begin)
        thumbnail = layer.thumbnail.map(begin)
        self.slide = slide.map(RenderRecord.Input.init)
    }

    /// Writes the files into a record, once all of them are read; the model was read by whoever has the scores.
    func complete(_ record: inout RenderRecord, _ scores: DrawnScores) throws {
        func input(_ file: (path: String, fingerprint: Fingerprint)) throws -> RenderRecord.Input {
            RenderRecord.Input(path: file.path, fingerprint: try file.fingerprint.text())
        }
        record.features = try input(features)
        record.model = scores.model
        record.coordinates = try coordinates.map(input)
        record.thumbnail = try thumbnail.map(input)
        record.wholeSlide = slide
    }
}

extension RenderRecord.Input {
    /// A slide has gigabytes; OpenSlide's hash is of its header and smallest level.
    init(_ slide: WholeSlide) {
        self.init(path: slide.path, fingerprint: slide.quickHash.map { "openslide-quickhash-1:" + $0 })
    }
}
