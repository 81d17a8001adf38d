internal import Machine

extension Model {
    /// Runs the model on one slide.
    ///
    /// The features are read once, block by block; what stays in memory is one [tiles, D] matrix. The result is the same
    /// bit for bit for any number of threads.
    ///
    /// The corresponding PyTorch line is `logits, attn = model(features[None])`.
    ///
    /// - Parameters:
    ///   - features: the slide's tile features. [tiles, F]
    ///   - scores: the scores to compute for each tile.
    ///   - threads: how many threads to use; one for each core where nil.
    ///   - memory: how many bytes the pass may take besides the model, 640 MiB where nil. Scores that go back through the
    ///     model keep the blocks' inputs as far as there is room, and compute the rest again. The result does not depend on
    ///     it. A pass takes what it needs at least, even if that is more.
    ///   - progress: is told an estimate of the share that is done, after each block of tiles, from any thread. An error that
    ///     it throws ends the pass.
    /// - Throws: `ModelError` where features and model do not fit or numbers are not finite, and what reading or `progress`
    ///   throws.
    public func forward(
        _ features: FeatureSource, scores: Set<Score> = [.cls], threads: Int? = nil, memory: Int? = nil,
        progress: (@Sendable (Double) throws -> Void)? = nil
    ) throws -> Output {
        try forward(features, scores: scores, threads: threads, memory: memory, trace: nil, progress: progress)
    }

    /// Runs the model on several slides, one after the other, each on all threads: memory is that of the largest.
    ///
    /// A slide's output does not depend on the others, and they may differ in their number of tiles.
    ///
    /// The corresponding PyTorch line is `logits, attn = model(torch.stack(bags))`, for slides of equal size.
    ///
    /// - Parameters:
    ///   - bags: the features of each slide. [slides] of [tiles, F]
    ///   - scores: the scores to compute for each tile.
    ///   - threads: how many threads to use; one for each core where nil.
    ///   - memory: how many bytes the pass may take. Scores that need a backward pass keep the input of every block if
    ///     there is room, and compute it again if there is not. The result does not depend on it.
    /// - Returns: one output for each slide, in their order. [slides]
    /// - Throws: what the first slide that fails throws; its ``FeatureSource/name`` is in the message.
    public func forward(
        _ bags: [FeatureSource], scores: Set<Score> = [.cls], threads: Int? = nil, memory: Int? = nil
    ) throws -> [Output] {
        try bags.map { try forward($0, scores: scores, threads: threads, memory: memory) }
    }

    /// Runs the model while a test looks on.
    func forward(
        _ features: FeatureSource, scores: Set<Score>, threads: Int?, memory: Int? = nil, trace: (any ForwardTrace)?,
        progress: (@Sendable (Double) throws -> Void)? = nil
    ) throws -> Output {
        try check(features, scores: scores)
        let threads = threads ?? Self.cores
        let output: Output
        do {
            let pass = try ForwardPass(
                self, on: features, scores: scores, threads: max(1, threads),
                memory: memory ?? Configuration.usualMemory, trace: trace,
                progress: progress.map { tell in
                    PassProgress(
                        expecting: features.tileCount * configuration.sweeps(for: scores),
                        telling: tell)
                })
            output = try pass.run().output(pass)
        } catch ModelError.outOfMemory(_, let bytes) {
            throw ModelError.outOfMemory(name: features.name, bytes: bytes)
        }
        guard output.logits.allSatisfy(\.isFinite) else {
            throw ModelError.nonFiniteResult(features: features.name, what: "logits \(output.logits)")
        }
        for (score, values) in output.scores where !values.allSatisfy(\.isFinite) {
            throw ModelError.nonFiniteResult(features: features.name, what: "'\(score.kind.rawValue)' score")
        }
        return output
    }

    /// How many threads a pass uses if nobody says it: one for each core that the process may use.
    static var cores: Int { Cores.usable }

    /// Checks that features fit the model, and that it has the scores.
    func check(_ features: FeatureSource, scores: Set<Score>) throws(ModelError) {
        guard features.tileCount > 0 else { throw ModelError.noTiles(features: features.name) }
        guard features.width == configuration.inputDimension else {
            throw ModelError.wrongFeatureWidth(
                features: features.name, found: features.width, expected: configuration.inputDimension)
        }
        for score in scores {
            if let fault = configuration.fault(of: score, path: source) { throw fault }
        }
        guard positionalEncoding == nil || features.coordinates != nil else {
            throw ModelError.noCoordinates(features: features.name)
        }
    }
}
