internal import Files
package import Results
package import Slides

/// The input files of a picture. They are hashed while the picture is computed.
package struct RecordedInputs {
    /// nil if a program draws a result that it has in memory.
    let sources: SlideSources?
    /// What a person should know of the model's file.
    package var modelWarnings: [RenderWarning] = []
    /// The whole slide, by OpenSlide's hash. Its file has gigabytes, so it is not hashed here.
    let wholeSlide: FileReference?
    private let scores: (path: String, fingerprint: Fingerprint)?
    private let named: (path: String, fingerprint: Fingerprint)?
    private let picture: (path: String, fingerprint: Fingerprint)?

    /// Starts to hash the files.
    package init(_ sources: SlideSources? = nil, canvas: Canvas, slide: WholeSlide? = nil) {
        func begin(_ path: String) -> (String, Fingerprint) { (path, Fingerprint(of: path)) }
        self.sources = sources
        // The code that scores the features hashes them.
        scores = sources.flatMap { $0.model == nil ? begin($0.features) : nil }
        named = sources?.coordinates.map(begin)
        picture = canvas.thumbnail.map(begin)
        wholeSlide = slide.map(FileReference.init)
    }

    /// Whether the picture is drawn from features or from scores.
    var origin: RenderRecord.Origin { scores == nil ? .features : .scores }

    /// Returns the file that the picture is drawn from.
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
