import Glibc
import Testing

@testable import LinMIL

/// `threads` binds every mechanism: no part of a forward pass starts more.
@Suite struct ThreadLimitTests {
    /// One thread cannot use more processor time than the clock shows. The margin is for the clocks' grain and for what the
    /// runtime does beside; two threads in a tenth of the work would already pass it.
    static let margin = 1.03

    /// Each mechanism in a process of its own, since `getrusage` counts the other tests' threads too.
    @Test func `one thread never uses more processor time than wall time`() async {
        await #expect(processExitsWith: .success) {
            for attention in Configuration.Attention.allCases {
                let configuration = Configuration(
                    inputDimension: 8, classes: 2, latentDimension: 32, depth: 2, heads: 4, attention: attention)
                let model = try Model(random: configuration, seed: 1)
                let tiles = attention == .softmax ? 1000 : 8000
                let features = FeatureSource((0..<tiles * 8).map { Float(($0 * 7919) % 1009) / 500 - 1 }, width: 8)
                let scores: Set<Score> = attention.hasPackageAttention ? [.cls, .attn] : [.cls]

                let before = ThreadLimitTests.processorSeconds()
                let wall = try ContinuousClock().measure {
                    _ = try model.forward(features, scores: scores, threads: 1)
                }
                let processor = ThreadLimitTests.processorSeconds() - before
                #expect(
                    processor <= wall / .seconds(1) * ThreadLimitTests.margin,
                    "\(attention.rawValue): \(processor) s of processor time in \(wall)")
                // Less work than this would say nothing.
                #expect(wall > .milliseconds(50), "\(attention.rawValue)")
            }
        }
    }

    /// Enough blocks for several chunks, the last one short; dilated segments and softmax panels are cut by blocks.
    @Test(arguments: Configuration.Attention.allCases, Configuration.Pooling.allCases)
    func `one, two and seven threads give the same bits`(
        attention: Configuration.Attention, pooling: Configuration.Pooling
    ) throws {
        let configuration = Configuration(
            inputDimension: 6, classes: 2, latentDimension: 16, depth: 2, heads: 2, attention: attention,
            pooling: pooling)
        let model = try Model(random: configuration, seed: 4)
        let features = FeatureSource((0..<1800 * 6).map { Float(($0 * 7919) % 1009) / 500 - 1 }, width: 6)
        let scores = Set((pooling == .cls ? [Score.cls] : []) + (attention.hasPackageAttention ? [.attn] : []))
        let one = try model.forward(features, scores: scores, threads: 1)
        for threads in [2, 7] {
            let many = try model.forward(features, scores: scores, threads: threads)
            #expect(many.logits.map(\.bitPattern) == one.logits.map(\.bitPattern))
            for score in scores {
                #expect(many.scores[score]?.map(\.bitPattern) == one.scores[score]?.map(\.bitPattern))
            }
        }
    }

    /// User and system time of all threads of this process.
    static func processorSeconds() -> Double {
        var usage = rusage()
        guard unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return .nan }
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    }
}
