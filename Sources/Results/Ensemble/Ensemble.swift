internal import LinMIL

/// Several models of one training, such as folds or seeds, that score a slide together.
///
///     let ensemble = try Ensemble([ModelFile(path: "fold0.pt"), ModelFile(path: "fold1.pt")])
///     let result = try SlideResult(scoring: features, on: tiles, with: ensemble, scores: [.cls])
///     result.prediction  // the mean of the models' probabilities
public struct Ensemble: Sendable {
    /// The models, in their order. One model is an ensemble too.
    public let members: [ModelFile]

    /// Takes models that can be compared: with the same classes, for the same features and of the same kind.
    ///
    /// - Throws: `EnsembleError` if a model does not fit the first one, or if two have the same bytes, `CheckpointError` if a
    ///   file changed since it was opened.
    public init(_ members: [ModelFile]) throws {
        precondition(!members.isEmpty, "an ensemble without a model")
        for (place, member) in members.enumerated() {
            for other in members[..<place] where try other.file.fingerprint == member.file.fingerprint {
                throw EnsembleError.sameFile(path: member.model.source, other: other.model.source)
            }
            try Self.check(member.model, fits: members[0].model)
        }
        self.members = members
    }

    /// The first model, whose kind and classes all have.
    public var first: ModelFile { members[0] }

    private static func check(_ model: Model, fits first: Model) throws(EnsembleError) {
        let (found, expected) = (model.configuration, first.configuration)
        guard found.inputDimension == expected.inputDimension else {
            throw .otherWidth(
                path: model.source, found: found.inputDimension, other: first.source, expected: expected.inputDimension)
        }
        guard model.classNames == first.classNames else {
            throw .otherClasses(
                path: model.source, found: model.classNames, other: first.source, expected: first.classNames)
        }
        let facts = [
            ("\(found.attention.rawValue) attention", "\(expected.attention.rawValue) attention"),
            ("\(found.pooling.rawValue) pooling", "\(expected.pooling.rawValue) pooling"),
            ("\(found.depth) blocks", "\(expected.depth) blocks"), ("\(found.heads) heads", "\(expected.heads) heads"),
            ("the activation \(found.activation.rawValue)", "the activation \(expected.activation.rawValue)"),
        ]
        for (found, expected) in facts where found != expected {
            throw .otherKind(path: model.source, found: found, other: first.source, expected: expected)
        }
    }
}
