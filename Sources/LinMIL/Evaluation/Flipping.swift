internal import Files
internal import Machine
internal import Ranking
internal import Synchronization

/// Patch flipping: tiles are removed a few at a time, and the model says each time what it makes of the rest.
///
/// If the scores explain the prediction, removing the highest tiles first changes it soon, and removing the lowest first changes
/// it late. Blücher and others, arXiv 2401.06654.
public struct Flipping: Sendable {
    /// The slide.
    public let slide: ProjectedSlide
    /// The class whose probability is followed, counted from 0.
    public let explainedClass: Int
    /// How many tiles are left at each step: n, n - s, n - 2s, ... with `s = ceil(n / steps)`, never none.
    public let kept: [Int]
    /// The logits of the whole slide, with which every curve begins. [C]
    private let whole: [Float]
    private let threads: Int

    /// The order in which tiles are removed.
    public enum Order: Sendable, CaseIterable {
        /// The highest scores first.
        case mostFirst
        /// The lowest scores first.
        case leastFirst
    }

    /// What the model said at each step.
    public struct Curve: Sendable, Equatable {
        /// The probability of the class. [steps]
        public let probabilities: [Float]
        /// Its log-odds. [steps]
        public let logOdds: [Float]
        /// The predicted class; nil for a model with one output. [steps]
        public let predictedClasses: [Int?]

        /// The mean probability over the steps; AUPC if the highest scores were removed first.
        public var mean: Double { probabilities.reduce(0) { $0 + Double($1) } / Double(probabilities.count) }
    }

    /// Plans the steps.
    ///
    /// - Parameters:
    ///   - whole: the logits of the whole slide, if they are known. [C]
    ///   - steps: how many steps there are at most.
    ///   - threads: how many threads to use; one for each core where nil. The result does not depend on it.
    /// - Throws: `ModelError.noProbability` if the model's output is a value.
    public init(_ slide: ProjectedSlide, class: Int, whole: [Float]? = nil, steps: Int = 100, threads: Int? = nil)
        throws
    {
        precondition(steps > 0, "\(steps) steps")
        try slide.model.requireProbability()
        if let fault = slide.model.configuration.fault(of: Score(.relevance, class: `class`), path: slide.model.source)
        {
            throw fault
        }
        (self.slide, explainedClass, self.threads) = (slide, `class`, threads ?? Model.cores)
        let step = (slide.tileCount - 1) / steps + 1
        kept = Array(stride(from: slide.tileCount, to: 0, by: -step))
        self.whole = try whole ?? slide.logits(of: Array(0..<slide.tileCount), threads: self.threads)
    }

    /// Returns the tiles in the order in which they are removed. Tiles with equal scores stand in the file's order both times.
    public static func tiles(by scores: [Float], _ order: Order) -> [Int] {
        switch order {
        case .mostFirst: Ranks.tilesFromHighest(of: scores)
        case .leastFirst: Ranks.tilesFromLowest(of: scores)
        }
    }

    /// Follows the prediction while the tiles are removed. The tiles that are left enter the model in the file's order.
    ///
    /// - Parameters:
    ///   - tiles: all tiles in the order in which they are removed.
    ///   - progress: is called after each step, from any thread.
    public func curve(removing tiles: [Int], progress: @Sendable () -> Void = {}) throws -> Curve {
        precondition(tiles.count == slide.tileCount, "\(tiles.count) tiles of \(slide.tileCount)")
        let next = Atomic<Int>(0)
        let found = Mutex<[Result<[Float], any Error>?]>(Array(repeating: nil, count: kept.count))
        // The steps take longest at first, so threads that are free take the next one.
        Parallel.perform(min(threads, kept.count)) { _ in
            while true {
                let step = next.add(1, ordering: .relaxed).oldValue
                guard step < kept.count else { return }
                let result = Result {
                    step == 0 ? whole : try slide.logits(of: tiles.suffix(kept[step]).sorted())
                }
                found.withLock { $0[step] = result }
                FileActivity.progress()
                progress()
            }
        }
        let logits = try found.withLock { $0 }.compactMap { try $0?.get() }
        return Curve(
            probabilities: logits.map { slide.model.output.probabilities(of: $0)?[explainedClass] ?? .nan },
            logOdds: logits.map { Float(LogOdds(of: explainedClass, logits: $0).value) },
            predictedClasses: logits.map { slide.model.output.predictedClass(of: $0) })
    }

    /// Follows the prediction while tiles are removed by their scores. scores [tiles]
    public func curve(
        by scores: [Float], _ order: Order, progress: @Sendable () -> Void = {}
    ) throws -> Curve {
        try curve(removing: Self.tiles(by: scores, order), progress: progress)
    }

    /// Follows the prediction while tiles are removed in random order. The same seed gives the same order on every machine.
    public func curve(randomSeed seed: UInt64, progress: @Sendable () -> Void = {}) throws -> Curve {
        var generator = SplitMix64(seed: seed)
        return try curve(removing: Array(0..<slide.tileCount).shuffled(using: &generator), progress: progress)
    }
}

extension Model {
    /// Refuses a model whose output is a value: flipping follows a probability.
    ///
    /// - Throws: `ModelError.noProbability`.
    package func requireProbability() throws(ModelError) {
        if output == .value { throw .noProbability(path: source) }
    }
}
