internal import LinMIL

/// The model and the slide of the self-test. Every number is made by a rule that any language can follow, and that no
/// change of a library changes (Tests/CommandTests/Fixtures/make_self_test.py follows it in Python).
///
/// A number `u` is the upper 24 bits of the next SplitMix64 number, as a whole number from -2^23 to 2^23 - 1, divided by 2^23.
struct SelfTestModel {
    /// More than a block of rows, so that sums of blocks are added.
    static let tileCount = 180
    static let width = 16

    let attention: Configuration.Attention
    private let checkpoint: Checkpoint

    /// The class that scores speak of.
    static let explainedClass = 1

    /// Makes the model: 2 blocks, 4 heads of 16, GELU in linear attention.
    ///
    /// Tensors are filled in the order of their names, with one seed. The gain of a norm and the temperature are `1 + u / 4`,
    /// a matrix is `u / sqrt(columns)` (queries, keys and values twice that), everything else is `u / 4`.
    init(_ attention: Configuration.Attention) {
        self.attention = attention
        let configuration = Configuration(
            inputDimension: Self.width, classes: 2, latentDimension: 64, depth: 2, heads: 4, activation: .gelu,
            attention: attention)
        let shapes = Checkpoint(random: configuration, seed: 0)
        var generator = SplitMix64(seed: 18)
        var tensors: [String: (shape: [Int], values: [Float])] = [:]
        for (name, tensor) in shapes.tensors.sorted(by: { Array($0.key.utf8).lexicographicallyPrecedes($1.key.utf8) }) {
            let law = Self.law(of: name, tensor.shape)
            let values = (0..<tensor.shape.reduce(1, *)).map { _ in law.offset + law.scale * generator.unit() }
            tensors[name] = (tensor.shape, values)
        }
        checkpoint = Checkpoint(path: "the self-test's model", metadata: shapes.metadata, floats: tensors)
    }

    private static func law(of name: String, _ shape: [Int]) -> (offset: Float, scale: Float) {
        let isGain = name.hasSuffix("weight") && (name.contains("norm") || name.hasPrefix("mlp_head.0"))
        if isGain || name.hasSuffix("temperature") { return (1, 0.25) }
        guard shape.count == 2 else { return (0, 0.25) }
        return (0, (name.contains("qkv") ? 2 : 1) / Float(shape[1]).squareRoot())
    }

    func model(_ precision: Precision = .float32) throws -> Model {
        try Model(checkpoint, precision: precision)
    }

    /// The features, `2 u`. [tileCount, width]
    static let features: FeatureSource = {
        var generator = SplitMix64(seed: 19)
        let values = (0..<tileCount * width).map { _ in 2 * generator.unit() }
        return FeatureSource(values, width: width, name: "the self-test's slide")
    }()
}

extension SplitMix64 {
    /// A number of -1 ..< 1 with 24 bits, exact in float32.
    fileprivate mutating func unit() -> Float { Float(Int32(next() >> 40) - 1 << 23) / Float(1 << 23) }
}
