import CKernels
import Testing

@testable import LinMIL

/// AVX2 and AVX-512 give the same bits, so a cohort that is computed on different machines is one cohort. The portable kernels
/// have no fused multiply-add on x86-64, and their last bits differ.
@Suite struct `Scores on different processors` {
    private static let fused = [Int32(kernel_level_avx2.rawValue), Int32(kernel_level_avx512.rawValue)]
        .filter { $0 <= kernel_best_level() }

    /// Runs a forward pass on the calling thread with the kernels of a level.
    private func output(
        of model: Model, _ features: FeatureSource, _ scores: Set<Score>, level: Int32
    ) throws -> [String: [Float]] {
        #expect(kernel_use_level(level))
        defer { _ = kernel_use_level(kernel_best_level()) }
        let output = try model.forward(features, scores: scores, threads: 1)
        var numbers = ["logits": output.logits]
        for score in scores { numbers[score.kind.rawValue] = output.scores[score, default: []] }
        return numbers
    }

    private static func bits(_ numbers: [Float]) -> [UInt32] { numbers.map(\.bitPattern) }

    @Test(.enabled(if: fused.count > 1), arguments: Configuration.Attention.allCases, Configuration.Pooling.allCases)
    func `are the same bit for bit`(attention: Configuration.Attention, pooling: Configuration.Pooling) throws {
        for (width, latent, depth, tiles) in [(37, 64, 2, 180), (16, 48, 1, 5)] {
            let configuration = Configuration(
                inputDimension: width, classes: 3, latentDimension: latent, depth: depth, activation: .gelu,
                attention: attention, pooling: pooling)
            let model = try Model(random: configuration, seed: 3)
            var generator = SplitMix64(seed: 7)
            let values = (0..<tiles * width).map { _ in Float.random(in: -2..<2, using: &generator) }
            let features = FeatureSource(values, width: width)
            // Nystrom's bags of one tile take as long each as a slide of 64 tiles.
            let slow: Score.Kind? = attention == .nystrom && tiles > 64 ? .single : nil
            let scores = Set(configuration.scores.filter { $0 != slow }.map { Score($0) })
            let outputs = try Self.fused.map { try output(of: model, features, scores, level: $0) }
            #expect(outputs.allSatisfy { $0.mapValues(Self.bits) == outputs[0].mapValues(Self.bits) })
            // The exact gradient jumps where a last bit decides a kink.
            let smooth = scores.filter { $0.kind != .gradient }
            let portable = try output(of: model, features, smooth, level: Int32(kernel_level_portable.rawValue))
            for (name, others) in portable {
                for (number, other) in zip(try #require(outputs[0][name]), others) {
                    #expect(abs(number - other) <= 1e-4 * max(abs(number), 1), "\(name)")
                }
            }
        }
    }
}
