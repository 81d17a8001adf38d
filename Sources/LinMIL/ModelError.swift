/// Why a model could not be made, or could not be run on a slide's features. Each description is one sentence.
public enum ModelError: Error, Equatable, Sendable {
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
    /// There is no tile to look at.
    case noTiles(features: String)
    /// Some tiles' features are NaN or infinite.
    case nonFiniteFeatures(features: String, tiles: Int, of: Int, first: Int)
    /// The model's numbers left the range of float32.
    case nonFiniteResult(features: String, what: String)
    /// The score does not exist for this kind of model.
    case noClassToken(path: String)
    /// The package returns no attention for this mechanism.
    case noPackageAttention(path: String, attention: Configuration.Attention)
    /// The work needs more memory than the machine has.
    case outOfMemory(name: String, bytes: Int)
}

extension ModelError: CustomStringConvertible {
    /// One sentence: where, what was found, what was expected, what to do.
    public var description: String {
        switch self {
        case .missingTensors(let path, let names):
            "\(path): the checkpoint lacks \(Self.listed(names)); save the whole model with "
                + "torch.save(model.state_dict(), 'model.pt')"
        case .unexpectedTensors(let path, let names):
            "\(path): Lin-MIL with linear attention has no \(Self.listed(names)); is this the checkpoint of another "
                + "model?"
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
        case .noTiles(let features):
            "\(features): there are 0 tiles, expected at least one; check the tissue segmentation of this slide"
        case .nonFiniteFeatures(let features, let tiles, let count, let first):
            "\(features): \(tiles) of \(count) tiles have NaN or infinite features, the first is tile \(first) "
                + "(counted from 0); expected finite numbers, extract the features of this slide again"
        case .nonFiniteResult(let features, let what):
            "\(features): the model's \(what) is not finite, the numbers left float32's range; check that features "
                + "and checkpoint belong together"
        case .noClassToken(let path):
            "\(path): this model pools by mean and has no class token, so there is no 'cls' score; use --score attn"
        case .noPackageAttention(let path, let attention):
            "\(path): this model has \(attention.rawValue) attention, for which the package has no 'attn' score; use "
                + "--score cls, which needs a model that pools by cls"
        case .outOfMemory(let name, let bytes):
            "\(name): this needs \(bytes == .max ? "more memory than can be counted" : "\(bytes >> 20) MB of memory"), more "
                + "than this machine has; check the number of tiles that the features file claims"
        }
    }

    /// The first few names, and how many more there are.
    private static func listed(_ names: [String]) -> String {
        let shown = names.prefix(4).joined(separator: ", ")
        return names.count > 4 ? "\(shown) and \(names.count - 4) more" : shown
    }
}
