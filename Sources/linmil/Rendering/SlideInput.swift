internal import Files
internal import LinMIL
internal import Rendering
internal import Results
internal import Slides

/// The source of a slide's picture: features and a model that scores them, or existing scores.
enum SlideInput {
    case features(FeatureFile, SlideSources.Model)
    /// Scores of another program, or of linmil in HDF5, and the hash of their file.
    case scores(ScoreFile, Fingerprint)
    /// Scores in JSON.
    case result(SlideResult, path: String)

    /// Opens the slide's features or scores.
    init(_ sources: SlideSources) throws {
        let path = sources.features
        switch try? FileKind(of: path) {
        case .scores:
            guard sources.model == nil else { throw RenderError.needlessModel(path: path) }
            self = .result(try SlideResult(readingJSONFrom: path), path: path)
        case .table:
            guard sources.model == nil else { throw RenderError.needlessModel(path: path) }
            self = try .scores(of: sources)
        case .hdf5 where try ScoreFile.isOne(path: path):
            guard sources.model == nil else { throw RenderError.needlessModel(path: path) }
            self = try .scores(of: sources)
        case .array where sources.model == nil:
            // An array does not say what it is: features for a model, or scores.
            if sources.choice == nil, let features = try? FeatureFile(anyFormatAt: path),
                min(features.width, features.tileCount) > Self.mostClasses
            {
                throw RenderError.missingModel(path: path)
            }
            self = try .scores(of: sources)
        default:
            let features = try FeatureFile(anyFormatAt: path)
            guard let model = sources.model else { throw RenderError.missingModel(path: path) }
            self = .features(features, model)
        }
    }

    /// A matrix with more rows and columns is one of features: no model that scores tiles tells so many classes apart.
    private static let mostClasses = 32

    private static func scores(of sources: SlideSources) throws -> SlideInput {
        let fingerprint = Fingerprint(of: sources.features)
        return .scores(try ScoreFile(anyFormatAt: sources.features, choice: sources.choice), fingerprint)
    }

    /// Returns the places of the tiles.
    func tiles(_ given: GivenGeometry) throws(SlideError) -> TileGrid {
        switch self {
        case .features(let file, _): try TileGrid(of: file, given: given)
        case .scores(let file, _): try TileGrid(of: file, given: given)
        case .result(let result, let path):
            try TileGrid(
                origins: result.origins, side: result.tileSide, slideSize: result.slideSize, given: given, path: path)
        }
    }

    /// The model that scores the features; nil for scores.
    var model: SlideSources.Model? {
        if case .features(_, let source) = self { source } else { nil }
    }

    /// Returns what a person should know of the model's file.
    func modelWarnings(with models: ModelCache) throws -> [RenderWarning] {
        guard case .features(_, let source) = self, let tensors = try models.model(source).leftAside else { return [] }
        return [.leftAside(tensors)]
    }

    /// Reads the scores, or computes them with the model.
    func result(on tiles: TileGrid, with models: ModelCache, threads: Int?) throws -> SlideResult {
        switch self {
        case .features(let file, let source):
            return try SlideResult(
                scoring: file, on: tiles, with: models.model(source), score: source.score, threads: threads)
        case .scores(let file, let fingerprint):
            return try SlideResult(file, on: tiles, fingerprint: fingerprint.text())
        case .result(var result, _):
            result.place(on: tiles)
            return result
        }
    }
}
