internal import Files
internal import LinMIL
internal import Rendering
internal import Results
internal import Slides

/// The source of a slide's picture: features and a model that scores them, or existing scores.
enum SlideInput {
    case features(FeatureFile, SlideSources.Model, ScoreRequest, SlideEvaluation.Plan?)
    /// Scores of another program, or of linmil in HDF5, and the hash of their file.
    case scores(ScoreFile, Fingerprint, ScoreRequest)
    /// Scores in JSON.
    case result(SlideResult, path: String, ScoreRequest)

    /// Opens the slide's features or scores.
    init(_ sources: SlideSources) throws {
        let path = sources.features
        switch try? FileKind(of: path) {
        case .scores:
            guard sources.model == nil else { throw RenderError.needlessModel(path: path) }
            self = .result(try SlideResult(readingJSONFrom: path), path: path, sources.scores)
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
            self = .features(features, model, sources.scores, sources.evaluation)
        }
    }

    /// A matrix with more rows and columns is one of features: no model that scores tiles tells so many classes apart.
    private static let mostClasses = 32

    private static func scores(of sources: SlideSources) throws -> SlideInput {
        let fingerprint = Fingerprint(of: sources.features)
        return .scores(
            try ScoreFile(anyFormatAt: sources.features, choice: sources.choice), fingerprint, sources.scores)
    }

    /// Returns the places of the tiles.
    func tiles(_ given: GivenGeometry) throws(SlideError) -> TileGrid {
        switch self {
        case .features(let file, _, _, _): try TileGrid(of: file, given: given)
        case .scores(let file, _, _): try TileGrid(of: file, given: given)
        case .result(let result, let path, _):
            try TileGrid(
                origins: result.origins, side: result.tileSide, slideSize: result.slideSize, given: given, path: path)
        }
    }

    /// Returns what a person should know of the model's file.
    func modelWarnings(with models: ModelCache) throws -> [RenderWarning] {
        guard case .features(_, let source, _, _) = self else { return [] }
        return try models.models(source).members.compactMap(\.leftAside).map(RenderWarning.leftAside)
    }

    private var path: String {
        switch self {
        case .features(let file, _, _, _): file.path
        case .scores(let file, _, _): file.path
        case .result(_, let path, _): path
        }
    }

    /// Scores to draw.
    struct Scored {
        var result: SlideResult
        /// The names of the maps in a file that has several scores; nil otherwise.
        var names: [String]?

        /// Returns the scores of some tiles of a file of scores.
        fileprivate func keeping(_ part: TilePart?, of path: String) throws(RenderError) -> Scored {
            guard let part else { return self }
            guard result.part == nil else { throw .partOfPart(path: path) }
            var scored = self
            scored.result = result.keeping(part)
            return scored
        }
    }

    /// Reads the scores that are wanted, or computes them with the model and measures them if that is asked for.
    ///
    /// - Parameters:
    ///   - part: the tiles that the model sees, or that are kept of existing scores; nil for all.
    ///   - measuring: is told the share of the measurement that is done, from any thread.
    func scored(
        on tiles: TileGrid, part: TilePart? = nil, with models: ModelCache, threads: Int?, memory: Int?,
        measuring: @escaping @Sendable (Double) -> Void
    ) throws -> Scored {
        guard case .features(let file, let source, let request, let plan) = self, let part else {
            return try scoredWhole(on: tiles, with: models, threads: threads, memory: memory, measuring: measuring)
                .keeping(part, of: path)
        }
        return try SlideInput.features(file.keeping(part), source, request, plan)
            .scoredWhole(on: tiles.keeping(part), with: models, threads: threads, memory: memory, measuring: measuring)
    }

    private func scoredWhole(
        on tiles: TileGrid, with models: ModelCache, threads: Int?, memory: Int?,
        measuring: @escaping @Sendable (Double) -> Void
    ) throws -> Scored {
        switch self {
        case .features(let file, let source, let request, let plan):
            let ensemble = try models.models(source)
            let model = ensemble.first
            if plan != nil { try ensemble.requireMeasurable() }
            var result = try SlideResult(
                scoring: file, on: tiles, with: ensemble, scores: request.scores(of: model.model),
                across: request.across ?? [.mean], threads: threads, memory: memory)
            if let plan {
                try result.evaluate(
                    on: file, with: model, explained: request.explainedClass(of: model.model), plan: plan,
                    threads: threads, memory: memory, progress: measuring)
            }
            return Scored(result: result)
        case .scores(let file, let fingerprint, let request):
            return try Self.chosen(
                from: SlideResult(file, on: tiles, fingerprint: fingerprint.text()), request, path: file.path)
        case .result(var result, let path, let request):
            result.place(on: tiles)
            return try Self.chosen(from: result, request, path: path)
        }
    }

    private static func chosen(
        from result: SlideResult, _ request: ScoreRequest, path: String
    ) throws(ResultError) -> Scored {
        let chosen = try result.choosing(request, path: path)
        guard result.maps.count > 1 else { return Scored(result: chosen) }
        let names = Dictionary(uniqueKeysWithValues: zip(result.maps.map(\.score), result.names))
        return Scored(result: chosen, names: chosen.maps.map { names[$0.score] ?? $0.score.name })
    }
}
