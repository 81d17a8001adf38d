internal import Glibc

/// The tick marks of a colour bar, in the units of the score.
package struct Ticks: Sendable, Equatable {
    /// A tick mark and the text below it.
    package struct Tick: Sendable, Equatable {
        /// The place on the bar: 0 is the low end, 1 the high end.
        package var position: Double
        /// The score at that place.
        package var label: String
        /// A second, smaller line.
        package var detail: String?
        /// If labels would overlap, those with a higher number are left out first.
        package var order: Int

        /// Creates a tick mark.
        package init(position: Double, label: String, detail: String? = nil, order: Int = 0) {
            (self.position, self.label, self.detail, self.order) = (position, label, detail, order)
        }
    }

    /// From the low end to the high end.
    package let ticks: [Tick]

    /// Uses the caller's marks. Their positions are between 0 and 1.
    package init(_ ticks: [Tick]) {
        precondition(ticks.allSatisfy { (0...1).contains($0.position) }, "a tick mark outside the colour bar")
        self.ticks = ticks.sorted { $0.position < $1.position }
    }

    /// Marks both ends and, between them, one to four round numbers. Zero is marked too if it is inside the range.
    ///
    /// All labels have the same number of decimals, enough to give each end to a hundredth of the range. They also have
    /// the same power of ten, if any. An empty range has one mark in the middle. A range with an end that is not finite
    /// has no marks.
    ///
    /// - Parameters:
    ///   - low: the score at the bar's low end.
    ///   - high: the score at the high end. It may be less than `low`.
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

    /// Marks places on the bar with words, and gives the score on a second line.
    ///
    /// - Parameter marks: the most important one first. The score is nil if the label already gives it.
    package static func named(_ marks: [(label: String, position: Double, score: Double?)]) -> Ticks {
        var details = NumberText.alike(marks.compactMap(\.score))[...]
        return Ticks(
            marks.enumerated().map { order, mark in
                Tick(
                    position: mark.position, label: mark.label, detail: mark.score.map { _ in details.removeFirst() },
                    order: order)
            })
    }
}

/// A range of scores divided by a power of ten, so that its numbers are always between -10 and 10.
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

    /// Whether the ends differ by more than rounding errors.
    var hasExtent: Bool { extent > 1e-11 }

    /// Round numbers within this share of the range from an end are left out, because their labels would touch the
    /// end's.
    private static let margin = 0.2

    /// One to four round numbers between the ends, and zero if it is inside.
    var roundNumbers: [Double] {
        let choices = steps.lazy.map { step in (step, multiples(of: step.size)) }.filter { (1...4).contains($1.count) }
        let best = choices.min { cost(of: $0.1, $0.0) < cost(of: $1.1, $1.0) }
        let numbers = best?.1 ?? []
        let zeroShows = min(low, high) < -0.02 * extent && max(low, high) > 0.02 * extent
        return zeroShows && !numbers.contains(0) ? numbers + [0] : numbers
    }

    /// Returns the multiples of `step` that are not too near to an end. Counting stops at five.
    private func multiples(of step: Double) -> [Double] {
        let (bottom, top) = (min(low, high), max(low, high))
        let slack = 1e-9 * extent
        let inner = (bottom + Self.margin * extent - slack)...(top - Self.margin * extent + slack)
        let first = Int(ceil(inner.lowerBound / step))
        return (first..<first + 5).map { Double($0) * step }.filter(inner.contains)
    }

    /// Measures how far the marks are from five marks at even distances.
    private func cost(of numbers: [Double], _ step: Step) -> Double {
        guard let first = numbers.first, let last = numbers.last else { return .infinity }
        let gaps = [first - min(low, high), max(low, high) - last].map { abs($0 / step.size - 1) }
        return max(gaps[0], gaps[1]) + 0.15 * Double(abs(numbers.count - 3)) + step.cost
    }

    private typealias Step = (size: Double, cost: Double)

    /// The steps that people count in. Less usual steps cost more.
    private var steps: [Step] {
        let power = Int(floor(log10(extent))) - 1
        return [0, 1].flatMap { more in
            [(1, 0), (2, 0), (2.5, 0.05), (3, 0.08), (4, 0.05), (5, 0)].map { digit, cost in
                (digit * NumberText.power(power + more), cost)
            }
        }
    }

    /// The number of decimals that every label needs.
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
