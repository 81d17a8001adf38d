internal import Files
public import LinMIL
public import Slides

/// A model with the name and fingerprint of the file that it was read from.
public struct ModelFile: Sendable {
    /// The model.
    public let model: Model
    /// The checkpoint.
    public let file: FileReference
    /// The tensors that the checkpoint holds beside the model; nil where there are none.
    public let leftAside: LeftAside?

    /// Reads a checkpoint and makes the model that it holds.
    ///
    /// - Parameters:
    ///   - path: a `.safetensors` or PyTorch's `.pt`.
    ///   - prefix: which model to read where the file holds several, as `Checkpoint.init(readingFrom:prefix:)` has it.
    ///   - activation: the attention's activation; nil takes what the file records, else ReLU.
    /// - Throws: `CheckpointError`, `ModelError`.
    public init(path: String, prefix: String? = nil, activation: Activation? = nil) throws {
        let checkpoint = try Checkpoint(readingFrom: path, prefix: prefix)
        model = try Model(checkpoint, activation: activation)
        file = FileReference(path, fingerprint: checkpoint.fingerprint)
        leftAside = checkpoint.leftAside
    }
}

extension SlideResult {
    /// The version that new results carry.
    public static let currentVersion = "0.3.0"

    /// Runs a model on a slide's features.
    ///
    /// The features are hashed on a thread of their own meanwhile.
    ///
    /// - Parameters:
    ///   - features: the slide's features. [tiles, F]
    ///   - tiles: where the tiles lie, in the same order.
    ///   - model: what scores them.
    ///   - score: what is computed for each tile.
    ///   - threads: how many threads to use; one for each core where nil. The result does not depend on it.
    /// - Throws: `ModelError` where features and model do not fit, `SlideError` where features cannot be read.
    public init(
        scoring features: FeatureFile, on tiles: TileGrid, with model: ModelFile, score: Score = .cls,
        threads: Int? = nil
    ) throws {
        let fingerprint = Fingerprint(of: features.path)
        let configuration = model.model.configuration
        let output = try model.model.forward(FeatureSource(features), scores: [score], threads: threads)
        let seen = configuration.tilesSeenByClassToken(of: features.tileCount)
        self.init(
            version: Self.currentVersion,
            features: FileReference(features.path, fingerprint: try fingerprint.text()),
            model: Model(
                file: model.file, attention: configuration.attention.rawValue, pooling: configuration.pooling.rawValue,
                activation: configuration.activation.rawValue),
            prediction: Prediction(classes: model.model.classNames, logits: output.logits),
            score: .model(score.resolved(depth: configuration.depth)),
            tilesSeen: score.kind == .cls && seen < features.tileCount ? seen : nil,
            scores: output.scores[score, default: []], origins: tiles.origins, tileSide: tiles.side,
            tileSideSource: "\(tiles.sideSource)", slideSize: tiles.slideSize, mpp: tiles.mpp)
    }
}

extension FeatureSource {
    /// Takes the features of a file, which are read row block by row block.
    ///
    /// - Parameters:
    ///   - file: the features. [tiles, F]
    ///   - coordinates: the tiles' top-left corners in level-0 pixels, which a model with a positional encoding needs.
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
