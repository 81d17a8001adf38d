internal import LinMIL
internal import Reports
internal import Slides

/// What is to be drawn: features, which a model scores, or scores that are there already.
enum RenderInput {
    case features(FeatureFile, model: String)
    case scores(ScoreFile)
    case report(ScoreReport, path: String)

    /// Looks at what a file holds.
    init(path: String, model: String?) throws {
        switch try? FileKind(of: path) {
        case .scores:
            guard model == nil else { throw RenderError.needlessModel(path: path) }
            self = .report(try ScoreReport(readingFrom: path), path: path)
        case .hdf5 where try ScoreFile.isOne(path: path):
            guard model == nil else { throw RenderError.needlessModel(path: path) }
            self = .scores(try ScoreFile(path: path))
        default:
            let features = try FeatureFile(path: path)
            guard let model else { throw RenderError.missingModel(path: path) }
            self = .features(features, model: model)
        }
    }

    /// Where the tiles lie.
    func tiles(_ given: GivenGeometry) throws(SlideError) -> TileGrid {
        switch self {
        case .features(let file, _): try TileGrid(of: file, given: given)
        case .scores(let file): try TileGrid(of: file, given: given)
        case .report(let report, let path):
            try TileGrid(
                origins: report.coords, side: report.tileSize,
                slideSize: report.slideSize.map { SlideSize(width: $0[0], height: $0[1]) }, given: given, path: path)
        }
    }

    /// Reads the scores, or has a model compute them.
    func scores(on tiles: TileGrid, _ options: ModelOptions, _ models: LoadedModel) throws -> DrawnScores {
        switch self {
        case .features(let file, let path):
            let (model, fingerprint) = try models.read(path, options.activation)
            let scored = try ScoredSlide(
                file, tiles, model, score: options.score ?? .cls, threads: options.threads)
            return DrawnScores(
                scored, slide: file.slideName, model: RenderRecord.Input(path: path, fingerprint: fingerprint))
        case .scores(let file):
            guard let known = file.provenance else {
                return DrawnScores(values: file.scores, name: "attention_scores", slide: file.slideName)
            }
            return DrawnScores(
                values: file.scores, name: Wording.name(known.score), slide: known.slideName,
                prediction: Prediction(
                    classes: known.classes, predicted: known.predictedClass, probabilities: known.probabilities),
                model: RenderRecord.Input(path: known.model, fingerprint: known.fingerprint))
        case .report(let report, _):
            return DrawnScores(
                values: report.scores, name: report.score.kind, slide: FilePath.slideName(of: report.slide),
                prediction: Prediction(
                    classes: report.model.classes, predicted: report.predictedClass,
                    probabilities: report.probabilities),
                model: RenderRecord.Input(path: report.model.path, fingerprint: report.model.fingerprint))
        }
    }
}

/// One score for each tile, with what is known of where they come from.
struct DrawnScores {
    /// In the order of the tiles. [tiles]
    let values: [Float]
    /// `cls`, `attn`, or the name that the scores have in their file.
    let name: String
    /// What the slide is called.
    var slide: String
    /// What the model said of the slide, if a model is known.
    var prediction: Prediction?
    /// What must be said of a class token that does not see every tile.
    var sight: String?
    /// What computed them; nil for scores that came from a file.
    var source: ScoredSlide?
    /// That model's file, which scores in a file may know too.
    var model: RenderRecord.Input?
}

extension DrawnScores {
    /// The scores that a model computed.
    init(_ scored: ScoredSlide, slide: String, model: RenderRecord.Input) {
        self.init(
            values: scored.scores, name: scored.score.rawValue, slide: slide, prediction: scored.prediction,
            sight: scored.sight, source: scored, model: model)
    }

    /// The slide and its prediction, for a figure.
    var header: FigureHeader {
        let prediction = prediction.map {
            FigureHeader.Prediction(name: $0.classes[$0.predicted], probability: Double($0.probabilities[$0.predicted]))
        }
        return FigureHeader(slide: slide, prediction: prediction)
    }

    /// The score's name for a reader.
    var title: String { ScoreTitle.text(of: name) }
}
