internal import Glibc

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
    /// - Throws: `ModelError` where features and model do not fit or numbers are not finite, and what reading throws.
    public func forward(_ features: FeatureSource, scores: Set<Score> = [.cls], threads: Int? = nil) throws -> Output {
        try forward(features, scores: scores, threads: threads, observing: nil)
    }

    /// What a test may look at before each block: its number, the tiles [tiles, D] and the class token [1, D].
    typealias Observer = (_ block: Int, _ tiles: [Float], _ token: [Float]?) -> Void

    func forward(
        _ features: FeatureSource, scores: Set<Score>, threads: Int?, observing observer: Observer?
    ) throws -> Output {
        guard features.tileCount > 0 else { throw ModelError.noTiles(features: features.name) }
        guard features.width == configuration.inputDimension else {
            throw ModelError.wrongFeatureWidth(
                features: features.name, found: features.width, expected: configuration.inputDimension)
        }
        let hasClassToken = configuration.pooling == .cls
        let hasAttn = configuration.attention.hasPackageAttention
        guard hasAttn || !scores.contains(.attn), hasAttn || hasClassToken || scores.isEmpty else {
            throw ModelError.noPackageAttention(path: source, attention: configuration.attention)
        }
        guard hasClassToken || !scores.contains(.cls) else {
            throw ModelError.noClassToken(path: source)
        }

        let threads = threads ?? sysconf(Int32(_SC_NPROCESSORS_ONLN))
        let output: Output
        do {
            output = try ForwardPass(self, on: features, scores: scores, threads: max(1, threads))
                .run(observer: observer)
        } catch ModelError.outOfMemory(_, let bytes) {
            throw ModelError.outOfMemory(name: features.name, bytes: bytes)
        }
        guard output.logits.allSatisfy(\.isFinite) else {
            throw ModelError.nonFiniteResult(features: features.name, what: "logits \(output.logits)")
        }
        for (score, values) in output.scores where !values.allSatisfy(\.isFinite) {
            throw ModelError.nonFiniteResult(features: features.name, what: "'\(score.rawValue)' score")
        }
        return output
    }
}
