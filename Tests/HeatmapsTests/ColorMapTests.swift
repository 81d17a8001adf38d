import Testing

@testable import Heatmaps

struct ColorMapTests {
    @Test(arguments: ColorMap.allCases)
    func `every entry of a table is matplotlib's`(map: ColorMap) throws {
        let expected = try Fixtures.bytes("colormaps/\(map.rawValue).raw")
        #expect(map.table == expected)
    }

    @Test func `a value finds matplotlib's entry`() throws {
        struct Entries: Decodable {
            var values: [Double]
            var entries: [Int]
        }
        let expected = try Fixtures.json("colormaps/entries.json", as: Entries.self)
        #expect(expected.values.map(ColorMap.index(of:)) == expected.entries)
    }

    @Test func `a map is found by its name`() throws {
        #expect(try ColorMap(named: "turbo") == .turbo)
    }

    @Test func `an unknown name is answered with the known ones`() throws {
        let error = try #require(throws: HeatmapError.self) { try ColorMap(named: "hot") }
        #expect(error.description.contains("'hot'"))
        #expect(error.description.contains("coolwarm, jet, viridis, inferno, magma, turbo"))
    }

    @Test func `colours are blended as OpenCV blends them`() throws {
        let alpha = 0.65
        let blend = Blend(colorMap: .turbo, alpha: alpha)
        let weighted = try Fixtures.bytes("blend/\(alpha).raw")
        for (entry, color) in ColorMap.turbo.table.enumerated() {
            let blended = blend.table[entry * 256..<(entry + 1) * 256]
            #expect(blended.elementsEqual(weighted[Int(color) * 256..<(Int(color) + 1) * 256]))
        }
    }
}
