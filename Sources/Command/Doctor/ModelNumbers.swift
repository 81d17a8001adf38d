internal import LinMIL

/// Compares the model's logits and scores, forward and backward, with PyTorch's, for every attention.
final class ModelNumbers {
    /// What float32 can be asked for: PyTorch's numbers are of float64.
    static let tolerance = 1e-6
    /// The same for the sum over all tiles.
    static let sumTolerance = 1e-5
    /// What 8 bits of a weight can be asked for: the logits of these models are near 1.
    static let roundedTolerance = 0.03

    private let models = Configuration.Attention.allCases.map { SelfTestModel($0) }
    /// The numbers of the first instruction set with fused multiply-add, as bits: all others must have the same.
    private var fused: (name: String, bits: [[UInt32]])?

    /// Compares the numbers of one instruction set, and those of all fused ones with each other.
    func compare(_ set: InstructionSet) throws -> String {
        var largest = 0.0
        let outputs = try set.run {
            try models.map { model in
                let output = try Self.run(try model.model(), threads: 1)
                largest = max(largest, try Self.difference(of: output, model.attention))
                return Self.bits(of: output)
            }
        }
        if set.isFused {
            if let fused {
                guard fused.bits == outputs else {
                    throw SelfTest.Fault("its scores are not those of \(fused.name), bit for bit")
                }
            } else {
                fused = (set.name, outputs)
            }
        }
        return "within \(Wording.small(largest)) of PyTorch"
    }

    /// Compares weights in bfloat16 with PyTorch's logits of float32 weights, and all fused instruction sets with each other.
    func compareRounded() throws -> String {
        var (largest, bits) = (0.0, [UInt32]?.none)
        let model = SelfTestModel(.linear)
        for set in InstructionSet.usable {
            let output = try set.run { try Self.run(try model.model(.bfloat16), threads: 1) }
            for (found, expected) in zip(output.logits, SelfTestNumbers.logits[.linear, default: []]) {
                largest = max(largest, abs(Double(found) - expected))
            }
            guard largest <= Self.roundedTolerance else {
                throw SelfTest.Fault(
                    "with \(set.name) the logits are \(output.logits), expected "
                        + "\(SelfTestNumbers.logits[.linear, default: []]) within \(Self.roundedTolerance)")
            }
            guard set.isFused else { continue }
            guard bits == nil || bits == Self.bits(of: output) else {
                throw SelfTest.Fault("the scores with \(set.name) are not those of AVX2, bit for bit")
            }
            bits = Self.bits(of: output)
        }
        return "within \(Wording.small(largest)) of float32"
    }

    /// Compares several threads with one.
    func compareThreads(_ threads: Int) throws -> String {
        let model = try SelfTestModel(.linear).model()
        let (one, several) = try (Self.run(model, threads: 1), Self.run(model, threads: threads))
        guard Self.bits(of: one) == Self.bits(of: several) else {
            throw SelfTest.Fault("its scores are not those of one thread, bit for bit")
        }
        return "the same bits as one"
    }

    // MARK: Numbers

    private static let scores = [
        Score.cls, Score(.relevance, class: SelfTestModel.explainedClass),
        Score(.gradient, class: SelfTestModel.explainedClass),
    ]

    private static func run(_ model: Model, threads: Int) throws -> Output {
        try model.forward(SelfTestModel.features, scores: Set(scores), threads: threads)
    }

    private static func bits(of output: Output) -> [UInt32] {
        (output.logits + scores.flatMap { output.scores[$0, default: []] }).map(\.bitPattern)
    }

    /// Returns the largest difference from PyTorch's numbers.
    ///
    /// - Throws: `SelfTest.Fault` if one is too large, or not a number.
    private static func difference(of output: Output, _ attention: Configuration.Attention) throws -> Double {
        var largest = 0.0
        func compare(_ name: String, _ found: Double, _ expected: Double, _ tolerance: Double = tolerance) throws {
            let found = SelfTestFault.spoils(attention.rawValue, name) ? found + 1 : found
            let difference = abs(found - expected)
            guard difference <= tolerance else {
                throw SelfTest.Fault(
                    "the \(name) with \(attention.rawValue) attention is \(Float(found)), expected \(Float(expected))")
            }
            largest = max(largest, difference)
        }
        let logits = SelfTestNumbers.logits[attention, default: []]
        for (number, (found, expected)) in zip(output.logits, logits).enumerated() {
            try compare("logit of class \(number)", Double(found), expected)
        }
        for score in scores {
            let (found, name) = (output.scores[score, default: []], score.kind.rawValue)
            let expected = SelfTestNumbers.scores[attention, default: [:]][score.kind, default: []]
            guard found.count == SelfTestModel.tileCount, expected.count == SelfTestNumbers.tiles.count + 1 else {
                throw SelfTest.Fault("there are \(found.count) \(name) scores for \(SelfTestModel.tileCount) tiles")
            }
            for (tile, expected) in zip(SelfTestNumbers.tiles, expected) {
                try compare("\(name) score of tile \(tile)", Double(found[tile]), expected)
            }
            let sum = found.reduce(0) { $0 + Double($1) }
            try compare("sum of the \(name) scores", sum, expected[expected.count - 1], sumTolerance)
        }
        return largest
    }
}
