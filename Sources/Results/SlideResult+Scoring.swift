internal import Files
public import LinMIL
public import Slides

/// A model, with the name and fingerprint of its file.
public struct ModelFile: Sendable {
    /// The model.
    public let model: Model
    /// The checkpoint.
    public let file: FileReference
    /// The tensors that the checkpoint holds beside the model; nil where there are none.
    public let leftAside: LeftAside?

    /// Reads a checkpoint and creates its model.
    ///
    /// - Parameters:
    ///   - path: a `.safetensors` file, or a file that `torch.save` wrote.
    ///   - prefix: which model to read if the file holds several, as in `Checkpoint.init(readingFrom:prefix:)`.
    ///   - activation: the attention's activation. If nil, the one that the file records, or else ReLU.
    ///   - output: what the logits are, as in `Model.init(_:activation:output:)`.
    /// - Throws: `CheckpointError`, `ModelError`.
    public init(
        path: String, prefix: String? = nil, activation: Activation? = nil, output: OutputKind? = nil
    ) throws {
        try self.init(
            Checkpoint(readingFrom: path, prefix: prefix), activation: activation, output: output)
    }

    /// Creates the model of a checkpoint. Meanwhile, another thread hashes the checkpoint.
    public init(_ checkpoint: Checkpoint, activation: Activation? = nil, output: OutputKind? = nil) throws {
        let fingerprint = checkpoint.hashed()
        model = try Model(checkpoint, activation: activation, output: output)
        file = FileReference(checkpoint.path, fingerprint: try fingerprint.text())
        leftAside = checkpoint.leftAside
    }
}

extension SlideResult {
    /// The version in new results.
    public static let currentVersion = "0.4.0"

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
    /// - Throws: `ModelError` if the features do not fit the model, `SlideError` if the features cannot be read.
    public init(
        scoring features: FeatureFile, on tiles: TileGrid, with model: ModelFile, score: Score = .cls,
        threads: Int? = nil
    ) throws {
        let fingerprint = Fingerprint(of: features.path)
        let configuration = model.model.configuration
        let output = try model.model.forward(FeatureSource(features), scores: [score], threads: threads)
        let scores = output.scores[score, default: []]
        let seen = configuration.tilesSeenByClassToken(of: features.tileCount)
        self.init(
            version: Self.currentVersion,
            features: FileReference(features.path, fingerprint: try fingerprint.text()),
            model: Model(
                file: model.file, attention: configuration.attention.rawValue, pooling: configuration.pooling.rawValue,
                activation: configuration.activation.rawValue),
            prediction: Prediction(
                classes: model.model.classNames, logits: output.logits, output: output.kind),
            score: .model(score.resolved(depth: configuration.depth, predictedClass: output.predictedClass)),
            tilesSeen: score.kind == .cls && seen < features.tileCount ? seen : nil,
            warnings: Self.warnings(output.findings, scores), scores: scores, origins: tiles.origins,
            tileSide: tiles.side,
            tileSideSource: "\(tiles.sideSource)", slideSize: tiles.slideSize, mpp: tiles.mpp)
        coordinatesScale = tiles.coordinatesScale
    }
}

extension SlideResult {
    /// What a person should know of features and scores that carry little or nothing, a sentence each.
    private static func warnings(_ findings: FeatureFindings, _ scores: [Float]) -> [String] {
        let warnings = findings.warnings(tiles: scores.count)
        guard !findings.allTilesAlike, scores.count > 1, scores.allSatisfy({ $0 == scores[0] }) else { return warnings }
        return warnings + ["all \(scores.count) scores are equal, so the map shows nothing"]
    }
}

extension FeatureFindings {
    /// What a person should know of the features, a sentence each.
    package func warnings(tiles: Int) -> [String] {
        var warnings: [String] = []
        if let firstZeroTile {
            warnings.append(
                "\(zeroTiles) of \(tiles) tiles have features that are all zero, the first is tile \(firstZeroTile) (counted "
                    + "from 0); extract the features of this slide again")
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
