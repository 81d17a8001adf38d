/// Why a model could not be made, or could not be run on a slide's features. Each description is one sentence.
public enum ModelError: Error, Equatable, Sendable {
    /// A checkpoint is of another model, a known one or not; its tensors that Lin-MIL does not have.
    case anotherModel(path: String, looksLike: String?, [String])
    /// A checkpoint lacks tensors that the model needs.
    case missingTensors(path: String, [String])
    /// A checkpoint has tensors that the model has no place for.
    case unexpectedTensors(path: String, [String])
    /// A tensor has another shape than the rest of the checkpoint asks for.
    case wrongShape(path: String, tensor: String, found: [Int], expected: String)
    /// The file names an activation that Lin-MIL does not have.
    case unknownActivation(path: String, String)
    /// A weight is NaN or infinite.
    case nonFiniteWeights(path: String, tensor: String)
    /// The features are of another width than the model's input.
    case wrongFeatureWidth(features: String, found: Int, expected: Int)
    /// The model encodes positions, and the features came without coordinates.
    case noCoordinates(features: String)
    /// There is no tile to look at.
    case noTiles(features: String)
    /// Some tiles' features are NaN or infinite.
    case nonFiniteFeatures(features: String, tiles: Int, of: Int, first: Int)
    /// The model's numbers left the range of float32.
    case nonFiniteResult(features: String, what: String)
    /// The class token's attention is asked of a model without class token.
    case noClassToken(path: String, attention: Configuration.Attention)
    /// The package's attention is asked of a mechanism for which the package returns none.
    case noPackageAttention(path: String, attention: Configuration.Attention)
    /// The work needs more memory than the machine has.
    case outOfMemory(name: String, bytes: Int)
}

extension ModelError: CustomStringConvertible {
    /// One sentence: where, what was found, what was expected, what to do.
    public var description: String {
        switch self {
        case .anotherModel(let path, let model, let names):
            "\(path): this is \(model.map { "a checkpoint of \($0)" } ?? "the checkpoint of another model"), with tensors "
                + "that Lin-MIL does not have (\(Self.listed(names))), expected Lin-MIL's; give the checkpoint of a "
                + "lin_mil.Lin_MIL"
        case .missingTensors(let path, let names):
            "\(path): the checkpoint lacks \(Self.listed(names)); save the whole model with "
                + "torch.save(model.state_dict(), 'model.pt')"
        case .unexpectedTensors(let path, let names):
            "\(path): a Lin-MIL model of this kind and depth has no \(Self.listed(names)); is this the checkpoint of "
                + "another model?"
        case .wrongShape(let path, let tensor, let found, let expected):
            "\(path): tensor '\(tensor)' has shape \(found), expected \(expected); the checkpoint's tensors do not "
                + "belong to one Lin-MIL model"
        case .unknownActivation(let path, let name):
            "\(path): the metadata names the activation '\(name)', expected one of "
                + "\(Activation.allCases.map(\.rawValue).joined(separator: ", ")); give it with --activation"
        case .nonFiniteWeights(let path, let tensor):
            "\(path): tensor '\(tensor)' holds NaN or infinite weights, expected finite numbers; the training "
                + "diverged, use an earlier checkpoint"
        case .wrongFeatureWidth(let features, let found, let expected):
            "\(features): the features are \(found) wide, the model expects \(expected); extract features with the "
                + "encoder that the model was trained on"
        case .noCoordinates(let features):
            "\(features): the model encodes where tiles lie, and there are no coordinates, expected one pair for each "
                + "tile; make the FeatureSource with 'coordinates'"
        case .noTiles(let features):
            "\(features): there are 0 tiles, expected at least one; check the tissue segmentation of this slide"
        case .nonFiniteFeatures(let features, let tiles, let count, let first):
            "\(features): \(tiles) of \(count) tiles have NaN or infinite features, the first is tile \(first) "
                + "(counted from 0); expected finite numbers, extract the features of this slide again"
        case .nonFiniteResult(let features, let what):
            "\(features): the model's \(what) is not finite, the numbers left float32's range; check that features "
                + "and checkpoint belong together"
        case .noClassToken(let path, let attention) where attention.hasPackageAttention:
            "\(path): this model pools by mean and has no class token, so there is no 'cls' score; use --score attn"
        case .noClassToken(let path, let attention):
            "\(path): this model pools by mean and has no class token, so there is no 'cls' score, and lin_mil returns "
                + "no 'attn' of \(attention.rawValue) attention; for a map, train it with pooling cls"
        case .noPackageAttention(let path, let attention):
            "\(path): this model has \(attention.rawValue) attention, of which lin_mil returns no 'attn'; use --score "
                + "cls, the attention of a class token"
        case .outOfMemory(let name, let bytes):
            "\(name): this needs \(bytes == .max ? "more memory than can be counted" : "\(bytes >> 20) MB of memory"), more "
                + "than this machine has; check the number of tiles that the features file claims"
        }
    }

    /// The first few names, and how many more there are.
    private static func listed(_ names: [String]) -> String {
        let shown = names.prefix(4).map { escaped(String($0.prefix(120))) }.joined(separator: ", ")
        return names.count > 4 ? "\(shown) and \(names.count - 4) more" : shown
    }
}
