internal import LinMIL
internal import Rendering
internal import Results
internal import Slides

/// The source of a slide's picture: features and a model that scores them, or existing scores.
enum SlideInput {
    case features(FeatureFile, SlideSources.Model)
    /// Scores in HDF5, from linmil or another program.
    case scores(ScoreFile)
    /// Scores in JSON.
    case result(SlideResult, path: String)

    /// Opens the slide's features or scores.
    init(_ sources: SlideSources) throws {
        let path = sources.features
        switch try? FileKind(of: path) {
        case .scores:
            guard sources.model == nil else { throw RenderError.needlessModel(path: path) }
            self = .result(try SlideResult(readingJSONFrom: path), path: path)
        case .hdf5 where try ScoreFile.isOne(path: path):
            guard sources.model == nil else { throw RenderError.needlessModel(path: path) }
            self = .scores(try SlideResult.scoreFile(path: path))
        default:
            let features = try FeatureFile(path: path)
            guard let model = sources.model else { throw RenderError.missingModel(path: path) }
            self = .features(features, model)
        }
    }

    /// Returns the places of the tiles.
    func tiles(_ given: GivenGeometry) throws(SlideError) -> TileGrid {
        switch self {
        case .features(let file, _): try TileGrid(of: file, given: given)
        case .scores(let file): try TileGrid(of: file, given: given)
        case .result(let result, let path):
            try TileGrid(
                origins: result.origins, side: result.tileSide, slideSize: result.slideSize, given: given, path: path)
        }
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
        case .scores(let file): return try SlideResult(file, on: tiles)
        case .result(var result, _):
            result.place(on: tiles)
            return result
        }
    }
}
