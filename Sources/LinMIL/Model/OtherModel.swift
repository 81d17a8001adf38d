/// Another model of the field, whose checkpoints are mistaken for Lin-MIL's.
struct OtherModel {
    let name: String
    /// How some of its tensors' names begin. A checkpoint that has all of these is this model's.
    private let marks: [String]

    private static let known = [
        OtherModel(name: "CLAM", marks: ["attention_net.", "classifiers."]),
        OtherModel(name: "TransMIL", marks: ["layer1.", "pos_layer.", "_fc2."]),
        OtherModel(name: "DSMIL", marks: ["i_classifier.", "b_classifier."]),
        OtherModel(name: "ABMIL", marks: ["feature_extractor_part1.", "attention"]),
    ]

    /// Finds the model that a checkpoint looks like.
    init?(_ checkpoint: Checkpoint) {
        let names = checkpoint.tensors.keys
        let match = Self.known.first { model in
            model.marks.allSatisfy { mark in names.contains { $0.hasPrefix(mark) } }
        }
        guard let match else { return nil }
        self = match
    }

    private init(name: String, marks: [String]) {
        (self.name, self.marks) = (name, marks)
    }
}

extension Checkpoint {
    /// Checks that the checkpoint is Lin-MIL's, complete or not.
    ///
    /// - Throws: ``ModelError/anotherModel(path:looksLike:_:)`` if it is one of the models above, or if none of its
    ///   tensors is Lin-MIL's.
    func requireLinMIL() throws(ModelError) {
        let other = OtherModel(self)
        let unfit = tensors.keys.filter { !Self.isOfLinMIL($0) }.sorted()
        guard other == nil, unfit.count < tensors.count else {
            throw .anotherModel(
                path: path, looksLike: other?.name, unfit.map { "\($0) \(tensors[$0]?.shape ?? [])" })
        }
    }

    /// Whether a tensor's name begins as one of Lin-MIL's does.
    static func isOfLinMIL(_ name: String) -> Bool {
        ["cls_token", "projection.", "transformer.", "norm.", "mlp_head."].contains { name.hasPrefix($0) }
    }

    /// Whether a tensor beside the model's own says by its name that it only helps to train: a loss's weights, a metric's
    /// counts, an encoder in front. Any other one may change what the model computes, as a positional encoding does.
    static func isOfTraining(_ name: String) -> Bool {
        if isOfLinMIL(name) { return false }
        let parts = name.prefix { $0 != "." }.lowercased().split(separator: "_")
        return parts.contains { part in trainingWords.contains { part == $0 || part == $0 + "s" } }
    }

    private static let trainingWords: Set = [
        "loss", "losses", "criterion", "criteria", "metric", "averaged", "optimizer", "optim", "scheduler", "epoch",
        "step", "ema", "best", "train", "val", "valid", "validation", "test", "acc", "accuracy", "auc", "auroc", "f1",
        "confmat", "encoder", "backbone", "extractor", "weight",
    ]
}
