import Testing

@testable import Heatmaps

struct ColorMapTests {
    @Test(arguments: ColorMap.allCases)
    func `every entry of a table equals matplotlib's`(map: ColorMap) throws {
        let expected = try Fixtures.bytes("colormaps/\(map.rawValue).raw")
        #expect(map.table == expected)
    }

    @Test func `a value chooses the same entry as in matplotlib`() throws {
        struct Entries: Decodable {
            var values: [Double]
            var entries: [Int]
        }
        let expected = try Fixtures.json("colormaps/entries.json", as: Entries.self)
        #expect(expected.values.map(ColorMap.index(of:)) == expected.entries)
    }

    @Test func `a map is found by its name, ignoring case`() throws {
        #expect(try ColorMap(named: "turbo") == .turbo)
        #expect(try ColorMap(named: "rdbu_R") == .redBlue)
        #expect(try ColorMap(named: "greys") == .greys)
    }

    @Test func `an error for an unknown name lists the known names`() throws {
        let error = try #require(throws: HeatmapError.self) { try ColorMap(named: "Rainbow") }
        #expect(error.description.contains("'Rainbow'"))
        let names = "coolwarm, RdBu_r, cividis, viridis, plasma, inferno, magma, Greys, hot, turbo, jet"
        #expect(error.description.contains(names))
    }

    @Test(arguments: ColorMap.allCases)
    func `a diverging map is lightest in the middle, a sequential map gets steadily lighter or darker`(map: ColorMap) {
        // The luma of ITU-R BT.601, in thousandths.
        let samples = map.table.map { Int($0) }
        let luma = (0..<256).map { entry -> Int in
            let color = samples[3 * entry..<3 * entry + 3]
            return zip(color, [299, 587, 114]).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let isRising = zip(luma, luma.dropFirst(8)).allSatisfy(<)
        let isFalling = zip(luma, luma.dropFirst(8)).allSatisfy(>)
        let brightest = luma.indices.max { luma[$0] < luma[$1] }
        switch map.kind {
        case .sequential: #expect(isRising || isFalling)
        case .diverging: #expect(abs((brightest ?? 0) - 128) < 16 && !isRising && !isFalling)
        case .rainbow: #expect(!isRising && !isFalling)
        }
    }

    @Test func `the notes say which maps suit colour-blind readers`() {
        let map = ColorMap.recommendedForColorBlindReaders
        #expect(map.isColorBlindSafe && map.note.contains("colour-blind"))
        #expect(ColorMap.allCases.filter { $0.kind == .rainbow }.allSatisfy { !$0.isColorBlindSafe })
        #expect(ColorMap.allCases.allSatisfy { !$0.note.isEmpty })
    }

    @Test func `colours are blended as in OpenCV`() throws {
        let alpha = 0.65
        let blend = Blend(colorMap: .turbo, alpha: .constant(alpha))
        let weighted = try Fixtures.bytes("blend/\(alpha).raw")
        for (entry, color) in ColorMap.turbo.table.enumerated() {
            let blended = blend.table[entry * 256..<(entry + 1) * 256]
            #expect(blended.elementsEqual(weighted[Int(color) * 256..<(Int(color) + 1) * 256]))
        }
    }
}
