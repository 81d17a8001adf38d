package import Files

/// Why a model could not be made, or could not be run on a slide's features. Each description is one sentence.
public enum ModelError: Error, Equatable, Sendable {
    /// A checkpoint belongs to another model, a known one or not; its tensors that Lin-MIL does not have.
    case anotherModel(path: String, looksLike: String?, [String])
    /// A checkpoint lacks tensors that the model needs.
    case missingTensors(path: String, [String])
    /// A checkpoint has tensors that the model does not have.
    case unexpectedTensors(path: String, [String])
    /// A tensor's shape does not fit the rest of the checkpoint.
    case wrongShape(path: String, tensor: String, found: [Int], expected: String)
    /// The file names an activation that Lin-MIL does not have.
    case unknownActivation(path: String, String)
    /// The head has more or fewer outputs than can be what the caller says they are.
    case otherOutputs(path: String, found: Int, OutputKind)
    /// The caller names more or fewer classes than the model has.
    case otherClassNames(path: String, found: Int, expected: Int)
    /// A weight is NaN or infinite.
    case nonFiniteWeights(path: String, tensor: String)
    /// The features' width differs from the model's input.
    case wrongFeatureWidth(features: String, found: Int, expected: Int)
    /// The model encodes positions, and the features came without coordinates.
    case noCoordinates(features: String)
    /// The slide has no tiles.
    case noTiles(features: String)
    /// Some tiles' features are NaN or infinite.
    case nonFiniteFeatures(features: String, tiles: Int, of: Int, first: Int)
    /// All features of a slide are zero.
    case zeroFeatures(features: String, tiles: Int)
    /// The model's numbers left the range of float32.
    case nonFiniteResult(features: String, what: String)
    /// A score is wanted that such a model does not have, and those that it has.
    case noScore(path: String, Score.Kind, MissingScore, exist: [Score.Kind])
    /// A class, block or head is wanted that the model does not have. They are counted from 0.
    case outOfRange(path: String, what: ScorePart, found: Int, count: Int)
    /// A class is named for a score that knows none.
    case classlessScore(path: String, Score.Kind)
    /// A block or head is named for a score that is not read from one.
    case blocklessScore(path: String, Score.Kind)
    /// A probability is wanted from a model whose output is a value.
    case noProbability(path: String)
    /// The work needs more memory than the machine has.
    case outOfMemory(name: String, bytes: Int)
    /// The process may not use the addresses that one thread needs.
    case addressLimit(name: String, bytes: Int)
}

extension ModelError: CustomStringConvertible {
    /// One sentence: where, what was found, what was expected, what to do.
    public var description: String { sentence.text }

    /// The same, with what to do apart.
    package var sentence: ErrorSentence {
        switch self {
        case .anotherModel(let path, let model, let names):
            ErrorSentence(
                "\(path): this is \(model.map { "a checkpoint of \($0)" } ?? "the checkpoint of another model"), with "
                    + "tensors that Lin-MIL does not have (\(Self.listed(names))), expected Lin-MIL's",
                remedy: "give the checkpoint of a lin_mil.Lin_MIL")
        case .missingTensors(let path, let names):
            ErrorSentence(
                "\(path): the checkpoint lacks \(Self.listed(names))",
                remedy: "save the whole model with torch.save(model.state_dict(), 'model.pt')")
        case .unexpectedTensors(let path, let names):
            ErrorSentence(
                "\(path): a Lin-MIL model of this kind and depth has no \(Self.listed(names))",
                remedy: "check that this is not the checkpoint of another model")
        case .wrongShape(let path, let tensor, let found, let expected):
            ErrorSentence(
                "\(path): tensor '\(tensor)' has shape \(found), expected \(expected)",
                remedy: "check that the checkpoint's tensors belong to one Lin-MIL model")
        case .unknownActivation(let path, let name):
            ErrorSentence(
                "\(path): the metadata names the activation '\(name)', expected one of "
                    + Activation.allCases.map(\.rawValue).joined(separator: ", "),
                remedy: "make the Model with the right 'activation'")
        case .otherOutputs(let path, let found, let kind):
            ErrorSentence(
                "\(path): this model has \(found == 1 ? "1 output" : "\(found) outputs, one for each class"), expected "
                    + (kind == .classes ? "two or more to read as classes" : "1 to read as a \(kind.rawValue)"),
                remedy: "make the Model without 'output'")
        case .otherClassNames(let path, let found, let expected):
            ErrorSentence(
                "\(path): \(found) class \(found == 1 ? "name is" : "names are") given, expected \(expected), one for each "
                    + "output of the model", remedy: "name the model's classes in the order of its outputs")
        case .nonFiniteWeights(let path, let tensor):
            ErrorSentence(
                "\(path): tensor '\(tensor)' holds NaN or infinite weights, expected finite numbers",
                remedy: "the training diverged, use an earlier checkpoint")
        case .wrongFeatureWidth(let features, let found, let expected):
            ErrorSentence(
                "\(features): the features are \(found) wide, the model expects \(expected)",
                remedy: "extract features with the encoder that the model was trained on")
        case .noCoordinates(let features):
            ErrorSentence(
                "\(features): the model encodes where tiles lie, and there are no coordinates, expected one pair for each "
                    + "tile", remedy: "make the FeatureSource with 'coordinates'")
        case .noTiles(let features):
            ErrorSentence(
                "\(features): there are 0 tiles, expected at least one",
                remedy: "check the tissue segmentation of this slide")
        case .nonFiniteFeatures(let features, let tiles, let count, let first):
            ErrorSentence(
                "\(features): \(tiles) of \(count) tiles have NaN or infinite features, the first is tile \(first) "
                    + "(counted from 0), expected finite numbers", remedy: "extract the features of this slide again")
        case .zeroFeatures(let features, let tiles):
            ErrorSentence(
                "\(features): all \(tiles) tiles have features that are all zero, so the model sees nothing of the slide",
                remedy: "extract the features of this slide again")
        case .nonFiniteResult(let features, let what):
            ErrorSentence(
                "\(features): the model's \(what) is not finite, the numbers left float32's range",
                remedy: "check that features and checkpoint belong together")
        case .noScore(let path, let kind, let reason, let exist):
            ErrorSentence(
                "\(path): \(reason.clause(kind))",
                remedy: "compute one of \(exist.map(\.rawValue).joined(separator: ", "))")
        case .outOfRange(let path, let what, let found, let count):
            ErrorSentence(
                "\(path): the model has \(count) \(count == 1 ? what.rawValue : what.plural), there is no "
                    + "\(what.rawValue) \(found), expected a number from 0 to \(count - 1)",
                remedy: "name a \(what.rawValue) that the model has")
        case .classlessScore(let path, let kind):
            ErrorSentence(
                "\(path): the score '\(kind.rawValue)' knows no class, and a class is named",
                remedy: "compute one of "
                    + Score.Kind.allCases.filter(\.speaksOfClass).map(\.rawValue).joined(separator: ", "))
        case .blocklessScore(let path, let kind):
            ErrorSentence(
                "\(path): the score '\(kind.rawValue)' is not read from one block or head, and one is named",
                remedy: "compute cls, which is")
        case .noProbability(let path):
            ErrorSentence(
                "\(path): this model's one output is a value, which has no probability to follow",
                remedy: "make the Model with output: .sigmoid if it is the logit of a class")
        case .addressLimit(let name, let bytes):
            ErrorSentence(
                "\(name): a thread needs \(bytes >> 20) MB of addresses, more than this process may still use",
                remedy: "raise the limit of virtual memory")
        case .outOfMemory(let name, let bytes):
            ErrorSentence(
                "\(name): this needs \(bytes == .max ? "more memory than can be counted" : "\(bytes >> 20) MB of memory"), "
                    + "more than this machine has", remedy: "check the number of tiles that the features file claims")
        }
    }

    /// The first few names, and how many more there are.
    private static func listed(_ names: [String]) -> String {
        let shown = names.prefix(4).map { escaped(String($0.prefix(120))) }.joined(separator: ", ")
        return names.count > 4 ? "\(shown) and \(names.count - 4) more" : shown
    }
}
