internal import Glibc

/// The marks of a colour bar, in the score's own units.
package struct Ticks: Sendable, Equatable {
    /// A mark and what stands under it.
    package struct Tick: Sendable, Equatable {
        /// Where on the bar: 0 is its low end, 1 its high end.
        package var position: Double
        /// What the score is there.
        package var label: String
        /// A second line, smaller.
        package var detail: String?
        /// Labels that would overlap are left out, those of a higher number first.
        package var order: Int

        /// Creates a mark.
        package init(position: Double, label: String, detail: String? = nil, order: Int = 0) {
            (self.position, self.label, self.detail, self.order) = (position, label, detail, order)
        }
    }

    /// From low to high.
    package let ticks: [Tick]

    /// Uses marks of the caller's own; their positions are between 0 and 1.
    package init(_ ticks: [Tick]) {
        precondition(ticks.allSatisfy { (0...1).contains($0.position) }, "a mark beside the colour bar")
        self.ticks = ticks.sorted { $0.position < $1.position }
    }

    /// Marks both ends and, between them, one to four round numbers; also zero, wherever it lies inside.
    ///
    /// All labels have the same number of decimals, enough to tell each end within a hundredth of the range, and the
    /// same power of ten, if any. A range without an extent has one mark in the middle, one that is no range none.
    ///
    /// - Parameters:
    ///   - low: the score at the bar's low end.
    ///   - high: the score at its high end; it may be the smaller one.
    package init(low: Double, high: Double) {
        guard low.isFinite, high.isFinite else {
            self.init([])
            return
        }
        let range = RoundRange(low: low, high: high)
        guard range.hasExtent else {
            self.init([Tick(position: 0.5, label: NumberText.short(low, digits: 4, trimmed: true))])
            return
        }
        let (first, last) = (range.low, range.high)
        var marks = range.roundNumbers.map { number in
            Tick(
                position: (number - first) / (last - first), label: range.label(number), order: number == 0 ? 0 : 2)
        }
        marks.append(Tick(position: 0, label: range.label(first), order: 1))
        marks.append(Tick(position: 1, label: range.label(last), order: 1))
        self.init(marks)
    }

    /// Marks the lowest score, the median and the highest of scores that are coloured by their rank.
    ///
    /// - Parameters: the scores that have these ranks, for a second line; without them there is none.
    package static func ranks(lowest: Double? = nil, median: Double? = nil, highest: Double? = nil) -> Ticks {
        func detail(_ score: Double?) -> String? { score.map { NumberText.short($0, digits: 2) } }
        return Ticks([
            Tick(position: 0, label: "lowest", detail: detail(lowest)),
            Tick(position: 0.5, label: "median", detail: detail(median), order: 1),
            Tick(position: 1, label: "highest", detail: detail(highest)),
        ])
    }
}

/// A range of scores counted in a power of ten, so that ranges of any size have numbers between -10 and 10.
private struct RoundRange {
    let low: Double
    let high: Double
    private let exponent: Int

    init(low: Double, high: Double) {
        exponent = NumberText.exponent(of: max(abs(low), abs(high)))
        self.low = low / NumberText.power(exponent)
        self.high = high / NumberText.power(exponent)
    }

    private var extent: Double { abs(high - low) }

    /// Whether the ends differ by more than their last digits.
    var hasExtent: Bool { extent > 1e-11 }

    /// How near to an end, as a share of the range, a round number is left out.
    private static let margin = 0.1

    /// One to four round numbers between the ends, and zero.
    var roundNumbers: [Double] {
        let (bottom, top) = (min(low, high), max(low, high))
        let inner = (bottom + Self.margin * extent)...(top - Self.margin * extent)
        var numbers: [Double] = []
        for step in steps {
            let multiples =
                Int(
                    ceil(inner.lowerBound / step))...max(
                    Int(ceil(inner.lowerBound / step)), Int(floor(inner.upperBound / step)))
            numbers = multiples.lazy.prefix(5).map { Double($0) * step }.filter(inner.contains)
            if numbers.count <= 4 { break }
        }
        if !numbers.contains(0), bottom < -0.02 * extent, top > 0.02 * extent { numbers.append(0) }
        return numbers
    }

    /// The steps that people count in, from one that is too small.
    private var steps: [Double] {
        let power = Int(floor(log10(extent))) - 1
        return [0, 1, 2].flatMap { more in [1, 2, 2.5, 5].map { $0 * NumberText.power(power + more) } }
    }

    /// The decimals that all labels need.
    private var decimals: Int {
        func needed(_ number: Double, within error: Double) -> Int {
            (0...14).first { abs((number * NumberText.power($0)).rounded() / NumberText.power($0) - number) <= error }
                ?? 15
        }
        let ofEnds = [low, high].map { needed($0, within: extent / 100) }
        let ofNumbers = roundNumbers.map { needed($0, within: extent / 1e6) }
        return (ofEnds + ofNumbers).max() ?? 0
    }

    func label(_ number: Double) -> String {
        if number == 0 { return "0" }
        if NumberText.plainExponents.contains(exponent), decimals - exponent <= 15 {
            return NumberText.fixed(number * NumberText.power(exponent), decimals: max(0, decimals - exponent))
        }
        let digits = NumberText.fixed(number, decimals: decimals)
        return digits.contains { ("1"..."9").contains($0) } ? digits + NumberText.powerOfTen(exponent) : "0"
    }
}
