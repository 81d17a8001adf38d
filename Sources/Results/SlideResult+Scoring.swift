internal import Files
public import LinMIL
public import Slides
internal import Synchronization

/// A model, with the name and fingerprint of its file.
public struct ModelFile: Sendable {
    /// The model.
    public private(set) var model: Model
    private let fingerprint: Fingerprint
    /// The tensors that the checkpoint holds beside the model; nil where there are none.
    public let leftAside: LeftAside?
    /// Why scores are not computed in the precision that was asked for; nil if they are.
    package private(set) var caution: String?
    /// The same model in float32, for scores that need it; nil for a model that is in float32.
    private let float32: ModelInFloat32?

    /// Reads a checkpoint and creates its model.
    ///
    /// - Parameters:
    ///   - path: a `.safetensors` file, or a file that `torch.save` wrote.
    ///   - prefix: which model to read if the file holds several, as in `Checkpoint.init(readingFrom:prefix:)`.
    ///   - activation: the attention's activation. If nil, the one that the file records, or else ReLU.
    ///   - output: what the logits are, as in `Model.init(_:activation:output:classNames:)`.
    ///   - classNames: the classes' names. If nil, those that the file records, or else `class 0`, `class 1` ...
    ///   - precision: the numbers in which weights are multiplied.
    /// - Throws: `CheckpointError`, `ModelError`.
    public init(
        path: String, prefix: String? = nil, activation: Activation? = nil, output: OutputKind? = nil,
        classNames: [String]? = nil, precision: Precision = .float32
    ) throws {
        try self.init(
            Checkpoint(readingFrom: path, prefix: prefix), activation: activation, output: output,
            classNames: classNames, precision: precision)
    }

    /// Creates the model of a checkpoint. Another thread hashes the checkpoint, and goes on when the model is there.
    public init(
        _ checkpoint: Checkpoint, activation: Activation? = nil, output: OutputKind? = nil,
        classNames: [String]? = nil, precision: Precision = .float32
    ) throws {
        fingerprint = checkpoint.hashed()
        model = try Model(
            checkpoint, activation: activation, output: output, classNames: classNames, precision: precision)
        float32 =
            precision == .float32
            ? nil
            : ModelInFloat32 {
                try Model(checkpoint, activation: activation, output: output, classNames: classNames)
            }
        leftAside = checkpoint.leftAside
    }

    /// The name of the checkpoint's file.
    public var name: String { FileReference(model.source, fingerprint: nil).name }

    /// The checkpoint's file. Waits until it is hashed, so a slide is scored before this is asked.
    ///
    /// - Throws: ``CheckpointError/file(_:)`` if it could not be read to its end, or was written to meanwhile.
    public var file: FileReference {
        get throws(CheckpointError) {
            do { return FileReference(model.source, fingerprint: try fingerprint.text()) } catch { throw .file(error) }
        }
    }

    /// Returns the model that computes some scores together: in float32 if bfloat16 does not keep the order of one of them.
    package func computing(_ scores: some Sequence<Score>) throws -> ModelFile {
        guard let float32, model.precision.computing(scores.map(\.kind)) != model.precision else { return self }
        let kinds = Score.Kind.allCases.filter { kind in
            !kind.holdsInBFloat16 && scores.contains { $0.kind == kind }
        }
        var other = self
        other.model = try float32.model()
        other.caution =
            "computed in float32, because \(model.precision.rawValue) does not keep the order of "
            + kinds.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return other
    }
}

/// A model that is made when it is first needed. Until then it keeps the checkpoint.
private final class ModelInFloat32: Sendable {
    private let made = Mutex<Model?>(nil)
    private let make: @Sendable () throws -> Model

    init(_ make: @escaping @Sendable () throws -> Model) { self.make = make }

    func model() throws -> Model {
        try made.withLock { made in
            if let made { return made }
            let model = try make()
            made = model
            return model
        }
    }
}

extension SlideResult {
    /// The version in new results.
    public static let currentVersion = "0.13.0"

    /// Runs a model on a slide's features.
    ///
    /// Meanwhile, another thread hashes the features file.
    ///
    /// - Parameters:
    ///   - features: the slide's features. [tiles, F]
    ///   - tiles: where the tiles are, in the same order.
    ///   - model: the model to run.
    ///   - score: the score to compute for each tile.
    ///   - threads: how many threads to use. If nil, one for each core. The result does not depend on it.
    ///   - memory: how many bytes the pass may take, as in `Model.forward`. The result does not depend on it.
    /// - Throws: `ModelError` if the features do not fit the model, `SlideError` if the features cannot be read.
    public init(
        scoring features: FeatureFile, on tiles: TileGrid, with model: ModelFile, score: Score = .cls,
        threads: Int? = nil, memory: Int? = nil
    ) throws {
        try self.init(
            scoring: features, on: tiles, with: model, scores: [score], threads: threads, memory: memory)
    }

    /// Runs a model on a slide's features, once for several scores. The result has one map for each, in their order.
    ///
    /// - Parameters:
    ///   - features: the slide's features, or those of a part of its tiles. [tiles, F]
    ///   - tiles: where the tiles are, in the same order.
    ///   - model: the model to run.
    ///   - scores: the scores to compute for each tile. A ``ScoreRequest`` makes them of names. One that comes twice, as with
    ///     the predicted class and the same class by its number, is kept once.
    ///   - threads: how many threads to use. If nil, one for each core. The result does not depend on it.
    ///   - memory: how many bytes the pass may take, as in `Model.forward`. The result does not depend on it.
    /// - Throws: `ModelError` if the features do not fit the model, `SlideError` if the features cannot be read.
    public init(
        scoring features: FeatureFile, on tiles: TileGrid, with model: ModelFile, scores: [Score],
        threads: Int? = nil, memory: Int? = nil
    ) throws {
        let fingerprint = Fingerprint(of: features.path)
        let model = try model.computing(scores)
        let part = try SlidePart(of: features, with: model.model, threads: threads, memory: memory)
        let answer = try ModelAnswer(
            to: FeatureSource(features), by: model, scores: scores, numbers: part?.tiles, threads: threads,
            memory: memory)
        self.init(
            answer, features: FileReference(features.path, fingerprint: try fingerprint.text()), on: tiles, part)
    }

    /// Joins what a model says with the tiles.
    ///
    /// - Parameter part: the part of the slide that was scored; nil for the whole slide.
    package init(
        _ answer: ModelAnswer, features: FileReference, on tiles: TileGrid, _ part: SlidePart? = nil
    ) {
        self.init(
            answer.maps, prediction: answer.prediction, by: answer.model, tilesSeen: answer.tilesSeen,
            features: features, on: tiles, part, warnings: answer.warnings)
    }

    /// Joins what was computed with the tiles.
    ///
    /// - Parameters:
    ///   - seen: how many tiles the class token sees.
    ///   - part: the part of the slide that was scored; nil for the whole slide.
    init(
        _ maps: [TileMap], prediction: Prediction, by model: Model, tilesSeen seen: Int, features: FileReference,
        on tiles: TileGrid, _ part: SlidePart?, warnings: [String]
    ) {
        let isBlind = maps.contains { $0.score.score?.kind.isBlindToUnseenTiles ?? false }
        self.init(
            version: Self.currentVersion, features: features, model: model, prediction: prediction, maps: maps,
            tilesSeen: seen < tiles.origins.count && isBlind ? seen : nil,
            warnings: warnings + [part?.caution].compactMap(\.self), origins: tiles.origins, tileSide: tiles.side,
            tileSideSource: "\(tiles.sideSource)", slideSize: tiles.slideSize, mpp: tiles.mpp)
        coordinatesScale = tiles.coordinatesScale
        self.part = part
    }
}

extension SlideResult.Model {
    /// Describes a model.
    ///
    /// - Parameter assumesActivation: whether this model, or one of several, assumes its activation.
    init(file: FileReference, _ model: LinMIL.Model, assumesActivation: Bool) {
        let configuration = model.configuration
        self.init(
            file: file, attention: configuration.attention.rawValue, pooling: configuration.pooling.rawValue,
            activation: configuration.activation.rawValue, assumesActivation: assumesActivation,
            precision: model.precision)
    }
}

extension TileMap {
    /// Takes a score out of what a model computed.
    ///
    /// - Parameters:
    ///   - score: the score as it was asked for.
    ///   - count: how many scores the result has. Of several, a warning names its own.
    init(_ score: Score, of output: Output, by model: LinMIL.Model, among count: Int) throws(ResultError) {
        guard let scores = output.scores[score] else {
            throw .notComputed(path: model.source, score: score.kind.rawValue)
        }
        let resolved = TileScore(
            score, depth: model.configuration.depth, predictedClass: output.predictedClass)
        var warnings = [score.kind.caution].compactMap(\.self)
        if !output.findings.allTilesAlike, scores.count > 1, scores.allSatisfy({ $0 == scores[0] }) {
            let what = count == 1 ? "scores" : "scores '\(score.kind.rawValue)'"
            warnings.append("all \(scores.count) \(what) are equal, so the map shows nothing")
        }
        self.init(
            resolved, scores: scores, parts: output.parts[score],
            logOdds: resolved.isTwoSided ? resolved.classNumber.map(output.logOdds) : nil, warnings: warnings)
    }
}

extension Score.Kind {
    /// What was measured of a score that misleads, as one sentence; nil for the others.
    var caution: String? {
        switch self {
        case .attn:
            "'attn' does not show what the prediction rests on: on trained models it ranked the tiles that carry the "
                + "prediction last or at chance"
        case .gradient:
            "'gradient' does not show what the prediction rests on: on trained models its ranking of the tiles was at chance"
        case .cls, .rollout, .evidence, .relevance, .single: nil
        }
    }
}

extension FeatureFindings {
    /// What a person should know of the features, a sentence each.
    ///
    /// - Parameter numbers: the tiles' places in the features file; nil if the model saw all of them.
    package func warnings(tiles: Int, numbers: [Int]? = nil) -> [String] {
        var warnings: [String] = []
        if let firstZeroTile {
            warnings.append(
                "\(zeroTiles) of \(tiles) tiles have features that are all zero, the first is tile "
                    + "\(numbers?[firstZeroTile] ?? firstZeroTile) (counted from 0); extract the features of this slide again"
            )
        }
        if allTilesAlike {
            warnings.append(
                "all \(tiles) tiles have the same features, so the map shows nothing; extract the features of this slide again"
            )
        }
        return warnings
    }
}

extension FeatureSource {
    /// Creates a source that reads a features file one block of rows at a time.
    ///
    /// - Parameters:
    ///   - file: the features. [tiles, F]
    ///   - coordinates: the tiles' top-left corners in level-0 pixels. Models with a positional encoding need them.
    ///     [tiles]
    public init(_ file: FeatureFile, coordinates: [SIMD2<Double>]? = nil) {
        let element: FeatureElement =
            switch file.element {
            case .float16: .float16
            case .float32: .float32
            case .float64: .float64
            }
        self.init(
            name: file.path, tileCount: file.tileCount, width: file.width, element: element, coordinates: coordinates
        ) { rows, buffer in try file.readRows(rows, into: &buffer) }
    }
}
