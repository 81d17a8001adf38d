import Glibc
import Testing

@testable import LinMIL

/// `threads` binds every mechanism: no part of a forward pass starts more.
@Suite struct ThreadLimitTests {
    /// One thread cannot use more processor time than the clock shows. The margin is for the clocks' grain and for what the
    /// test's own runtime does in its threads, some milliseconds on a busy machine. A second thread in a fifth of the work
    /// would already pass it.
    static func margin(of seconds: Double) -> Double { 0.03 * seconds + 0.01 }

    /// In a process of its own, since the other tests' threads count too. On a busy machine the clock shows more
    /// than a thread had, and two would fit into it: so what other threads than the caller's used is looked at as well.
    @Test func `a pass on one thread uses no more processor time than wall time, all of it in the caller's thread`()
        async
    {
        await #expect(processExitsWith: .success) {
            for attention in Configuration.Attention.allCases {
                let configuration = Configuration(
                    inputDimension: 8, classes: 2, latentDimension: 32, depth: 2, heads: 4, attention: attention)
                let model = try Model(random: configuration, seed: 1)
                let tiles = attention == .softmax ? 3000 : 48_000
                let features = FeatureSource((0..<tiles * 8).map { Float(($0 * 7919) % 1009) / 500 - 1 }, width: 8)
                let scores: Set<Score> = attention.hasPackageAttention ? [.cls, .attn] : [.cls]

                let before = ThreadLimitTests.processorSeconds()
                let wall = try ContinuousClock().measure {
                    _ = try model.forward(features, scores: scores, threads: 1)
                }
                let after = ThreadLimitTests.processorSeconds()
                let (all, caller) = (after.process - before.process, after.thread - before.thread)
                #expect(
                    all <= wall / .seconds(1) + ThreadLimitTests.margin(of: all),
                    "\(attention.rawValue): \(all) s of processor time in \(wall)")
                #expect(
                    all - caller <= ThreadLimitTests.margin(of: all),
                    "\(attention.rawValue): \(caller) of \(all) s of processor time in the caller's thread")
                // Less work than this would say nothing.
                #expect(all > 0.1, "\(attention.rawValue): \(all) s")
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
        try expectSameBits(of: model, features, scores)
    }

    /// User and system time of all threads of this process, and of the calling thread.
    static func processorSeconds() -> (process: Double, thread: Double) {
        func seconds(_ clock: clockid_t) -> Double {
            var time = timespec()
            guard unsafe clock_gettime(clock, &time) == 0 else { return .nan }
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        return (seconds(CLOCK_PROCESS_CPUTIME_ID), seconds(CLOCK_THREAD_CPUTIME_ID))
    }
}

/// Expects a model's logits and scores to be the same bit for bit on 1, 2 and 7 threads.
func expectSameBits(
    of model: Model, _ features: FeatureSource, _ scores: Set<Score>, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let one = try model.forward(features, scores: scores, threads: 1)
    for threads in [2, 7] {
        let many = try model.forward(features, scores: scores, threads: threads)
        #expect(many.logits.map(\.bitPattern) == one.logits.map(\.bitPattern), sourceLocation: sourceLocation)
        for score in scores {
            let (bits, expected) = (many.scores[score]?.map(\.bitPattern), one.scores[score]?.map(\.bitPattern))
            #expect(bits == expected, "\(score) on \(threads) threads", sourceLocation: sourceLocation)
        }
    }
}
