import Testing

@testable import Rendering

@Suite struct `Ticks of a colour bar` {
    static let table: [(Double, Double, [String])] = [
        (-0.8, 0.8, ["−0.8", "−0.4", "0", "0.4", "0.8"]),
        (-1, 1, ["−1.0", "−0.5", "0", "0.5", "1.0"]),
        (0, 1, ["0", "0.25", "0.50", "0.75", "1.00"]),
        (-0.83, 0.83, ["−0.83", "−0.40", "0", "0.40", "0.83"]),
        (0, 2e-4, ["0", "0.5×10⁻⁴", "1.0×10⁻⁴", "1.5×10⁻⁴", "2.0×10⁻⁴"]),
        (0, 100, ["0", "25", "50", "75", "100"]),
        (0, 60_000, ["0", "20000", "40000", "60000"]),
        (-3e6, -1e6, ["−3.0×10⁶", "−2.5×10⁶", "−2.0×10⁶", "−1.5×10⁶", "−1.0×10⁶"]),
        (-0.05, 1, ["−0.05", "0", "0.25", "0.50", "0.75", "1.00"]),
        (1, 0, ["1.00", "0.75", "0.50", "0.25", "0"]),
        (5, 5, ["5"]),
        (-0.125, -0.125, ["−0.125"]),
        (0, 0, ["0"]),
        (1e-9, 1e-9, ["1×10⁻⁹"]),
        (.nan, 1, []),
        (0, .infinity, []),
    ]

    @Test(arguments: table)
    func `are round numbers between the ends, in the score's units`(low: Double, high: Double, labels: [String]) {
        #expect(Ticks(low: low, high: high).ticks.map(\.label) == labels)
    }

    /// Ranges of every size, offset and sign, and the extremes of a double.
    static let ranges: [(Double, Double)] = sizes.flatMap(ranges) + extremes

    private static let sizes: [Double] = [1e-300, 1e-12, 3.7e-7, 2e-4, 0.013, 0.83, 1, 47, 99_999, 1.2e8, 1e150, 1e300]

    private static func ranges(of size: Double) -> [(Double, Double)] {
        [
            (-size, size), (0, size), (-size, 0), (size, 2 * size), (-3 * size, size), (-0.01 * size, size),
            (size, size * 1.0001), (size, size * (1 + 1e-9)), (-size, -0.3 * size), (0.31 * size, 0.97 * size),
        ]
    }

    private static let extremes: [(Double, Double)] = [
        (-.greatestFiniteMagnitude, .greatestFiniteMagnitude), (0, .leastNonzeroMagnitude), (0, .ulpOfOne),
        (1, 1 + .ulpOfOne), (0.3, 0.1 + 0.2),
    ]

    @Test(arguments: ranges)
    func `of any range are three to seven in order, with both ends and distinct labels`(
        low: Double, high: Double
    ) {
        let ticks = Ticks(low: low, high: high).ticks
        guard ticks.count > 1 else {
            #expect(ticks.map(\.position) == [0.5])
            #expect(high - low <= 1e-10 * max(abs(low), abs(high)) || high < 1e-290)
            return
        }
        #expect((3...7).contains(ticks.count))
        #expect(ticks.first?.position == 0 && ticks.last?.position == 1)
        #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.position < $1.position })
        #expect(Set(ticks.map(\.label)).count == ticks.count)
        #expect(low >= 0 || high <= 0 || abs(low) < 0.02 * high || ticks.contains { $0.label == "0" })
    }

    @Test(arguments: ranges)
    func `give the score at their place`(low: Double, high: Double) throws {
        let range = high - low
        guard range.isFinite, range > 1e-290 else { return }
        for tick in Ticks(low: low, high: high).ticks where tick.position != 0.5 {
            let score = low + tick.position * range
            let said = try number(tick.label)
            #expect(abs(said - score) <= 0.011 * range)
        }
    }

    @Test func `with names are in place, with their scores in one notation`() {
        let ticks = Ticks.named([
            ("lowest", 0.1, 3.1e-5), ("highest", 1, 0.00187), ("median", 0.5, 2.24e-4), ("zero", 0, nil),
        ]).ticks
        #expect(ticks.map(\.label) == ["zero", "lowest", "median", "highest"])
        #expect(ticks.map(\.detail) == [nil, "3.10×10⁻⁵", "2.24×10⁻⁴", "1.87×10⁻³"])
        #expect(ticks.map(\.order) == [3, 0, 2, 1])
    }

    /// Parses a label.
    private func number(_ label: String) throws -> Double {
        let raised: [Character: Character] = [
            "⁻": "-", "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8",
            "⁹": "9",
            "−": "-",
        ]
        let plain = String(label.replacing("×10", with: "e").map { raised[$0] ?? $0 })
        return try #require(Double(plain))
    }
}

@Suite struct `Numbers in figures` {
    @Test(arguments: [
        (0.8312, "0.831"), (0, "0"), (-0.00004, "−4.00×10⁻⁵"), (9.996, "10.0"), (99_960, "1.00×10⁵"),
        (12_345, "12345"),
        (0.0009996, "0.00100"), (.leastNonzeroMagnitude, "0"), (-.infinity, "−∞"), (.nan, "none"),
    ])
    func `have three digits, as a power of ten if plain digits would be many`(value: Double, text: String) {
        #expect(NumberText.short(value) == text)
    }

    @Test(arguments: [
        (0.9312, "0.93"), (0.998, "0.998"), (0.99996, "> 0.999"), (1, "> 0.999"), (0, "< 0.001"), (0.5, "0.50"),
    ])
    func `never call a class certain`(probability: Double, text: String) {
        #expect(NumberText.probability(probability) == text)
    }

    @Test func `round half away from zero and are never negative zero`() {
        #expect(NumberText.fixed(0.125, decimals: 2) == "0.13")
        #expect(NumberText.fixed(-0.125, decimals: 2) == "−0.13")
        #expect(NumberText.fixed(-0.001, decimals: 2) == "0.00")
        #expect(NumberText.fixed(1e300, decimals: 0) == "1e+300")
    }
}

@Suite struct `The scale bar` {
    @Test(arguments: [
        (0.25, 1000, "50 µm", 200.0), (1, 2000, "500 µm", 500), (4, 1000, "1 mm", 250), (16, 1200, "2 mm", 125),
        (100, 2000, "50 mm", 500), (0.5, 8, "1 µm", 2),
    ])
    func `is the longest round length that takes a quarter of the picture`(
        micrometres: Double, width: Int, label: String, pixels: Double
    ) throws {
        let bar = try #require(ScaleBar(micrometresPerPixel: micrometres, width: width))
        #expect(bar.label == label)
        #expect(abs(bar.pixels - pixels) < 1e-9)
    }

    @Test(arguments: [0, -1, .nan, .infinity, 1e-9, 1e9, 0.001])
    func `is absent if it would be wrong`(micrometres: Double) {
        #expect(ScaleBar(micrometresPerPixel: micrometres, width: 1000) == nil)
    }
}
