package import Results

/// How far the maps of a cohort explain the predictions: for each score the verdicts, and means over the slides.
package struct CohortEvaluation: Sendable, Equatable, Codable {
    /// The mean over slides.
    package struct Mean: Sendable, Equatable, Codable {
        package let mean: Double
        /// The standard deviation over the slides, divided by the square root of their number; nil for one slide.
        @WrittenNull package var standardError: Double?

        /// Takes the mean; nil without numbers.
        init?(_ numbers: [Double]) {
            guard !numbers.isEmpty else { return nil }
            let count = Double(numbers.count), mean = numbers.reduce(0, +) / count
            let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            self.mean = mean
            _standardError = WrittenNull(
                wrappedValue: count > 1 ? (squares / (count - 1) / count).squareRoot() : nil)
        }
    }

    /// A map that does not explain the prediction.
    package struct Unexplained: Sendable, Equatable, Codable {
        package let slide: String
        package let faithfulness: Double
    }

    /// One score.
    package struct Score: Sendable, Equatable, Codable {
        /// How many slides were measured.
        package let slides: Int
        /// How many slides have each verdict.
        package let verdicts: [String: Int]
        /// Means over the slides with a verdict on the map; null if there is no such slide.
        @WrittenNull package var faithfulness: Mean?
        @WrittenNull package var srg: Mean?
        @WrittenNull package var aupc: Mean?
        @WrittenNull package var gain: Mean?
        @WrittenNull package var randomAUPC: Mean?
        /// The slides whose map does not explain the prediction, the worst first.
        package let unexplained: [Unexplained]

        init(_ maps: [(slide: String, measures: MapMeasures)]) {
            slides = maps.count
            verdicts = Dictionary(grouping: maps, by: \.measures.verdict.rawValue).mapValues(\.count)
            let judged = maps.map(\.measures).filter(\.verdict.isVerdict)
            func mean(_ number: (MapMeasures) -> Double) -> WrittenNull<Mean> {
                WrittenNull(wrappedValue: Mean(judged.map(number)))
            }
            (_faithfulness, _srg, _aupc) = (mean(\.faithfulness), mean(\.srg), mean(\.aupc))
            (_gain, _randomAUPC) = (mean(\.gain), mean(\.randomAUPC))
            unexplained = maps.filter { $0.measures.verdict == .doesNotExplain }
                .map { Unexplained(slide: $0.slide, faithfulness: $0.measures.faithfulness) }
                .sorted { ($0.faithfulness, $0.slide) < ($1.faithfulness, $1.slide) }
        }
    }

    /// The scores by their names.
    package let scores: [String: Score]

    /// Gathers the measures of slides; nil if none was measured.
    package init?(of records: [SlideRecord]) {
        var maps: [String: [(slide: String, measures: MapMeasures)]] = [:]
        for record in records where record.status != .failed {
            for (name, measures) in record.result?.measures ?? [:] {
                maps[name, default: []].append((record.slide, measures))
            }
        }
        guard !maps.isEmpty else { return nil }
        scores = maps.mapValues { Score($0.sorted { $0.slide < $1.slide }) }
    }
}
