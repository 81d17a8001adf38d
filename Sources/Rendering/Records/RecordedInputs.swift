internal import Files
package import Results
package import Slides

/// The files that a picture is made of, which are hashed while something else is computed.
package struct RecordedInputs {
    /// nil where a program draws a result that it has in memory.
    let sources: SlideSources?
    /// What a person should know of the model's file.
    package var modelWarnings: [RenderWarning] = []
    /// nil for the whole slide's file: it has gigabytes.
    let wholeSlide: FileReference?
    private let scores: (path: String, fingerprint: Fingerprint)?
    private let named: (path: String, fingerprint: Fingerprint)?
    private let picture: (path: String, fingerprint: Fingerprint)?

    /// Begins to read the files.
    package init(_ sources: SlideSources? = nil, canvas: Canvas, slide: WholeSlide? = nil) {
        func begin(_ path: String) -> (String, Fingerprint) { (path, Fingerprint(of: path)) }
        self.sources = sources
        // Features are hashed by whoever scores them.
        scores = sources.flatMap { $0.model == nil ? begin($0.features) : nil }
        named = sources?.coordinates.map(begin)
        picture = canvas.thumbnail.map(begin)
        wholeSlide = slide.map(FileReference.init)
    }

    /// What the picture is drawn from.
    var origin: RenderRecord.Origin { scores == nil ? .features : .scores }

    /// The file that the picture is drawn from.
    func features(of result: SlideResult) throws -> FileReference {
        try scores.map(Self.reference) ?? result.features
    }

    func coordinates() throws -> FileReference? { try named.map(Self.reference) }
    func thumbnail() throws -> FileReference? { try picture.map(Self.reference) }

    private static func reference(_ file: (path: String, fingerprint: Fingerprint)) throws -> FileReference {
        FileReference(file.path, fingerprint: try file.fingerprint.text())
    }
}

extension FileReference {
    /// Refers to a whole slide by OpenSlide's hash of its header and smallest level.
    package init(_ slide: WholeSlide) {
        self.init(slide.path, fingerprint: slide.quickHash.map { "openslide-quickhash-1:" + $0 })
    }
}
