import Foundation
import Images
import Testing

@testable import Heatmaps

struct OpacityTests {
    private static let growing = Opacity.growing(from: 0.15, to: 0.7)

    @Test(arguments: [("unsigned", false), ("signed", true)])
    func `an opacity that grows is blended as numpy and OpenCV do it`(name: String, isSigned: Bool) throws {
        let blend = Blend(colorMap: .yellowOrangeRed, alpha: Self.growing, isSigned: isSigned)
        let backgrounds = [0, 1, 77, 128, 200, 254, 255]
        let blended = (0..<768).flatMap { sample in backgrounds.map { blend.table[sample << 8 | $0] } }
        #expect(try blended == Fixtures.bytes("growing/\(name).raw"))
    }

    @Test(arguments: [("unsigned", false), ("signed", true)])
    func `a picture carries the value's opacity, also where nothing is under it`(name: String, isSigned: Bool) throws {
        let expected = try Fixtures.json("pictures/overlapping.json", as: HeatmapTests.Case.self)
        // Scores that are their own values: with a range around zero, 0.5 is score 0.
        let scores = expected.values.map { isSigned ? Float($0 * 2 - 1) : Float($0) }
        let range = try ScoreRange(low: isSigned ? -1 : 0, high: 1)
        let values = try Normalization.none.applied(to: scores, range: range)
        let heatmap = try Heatmap(values: values, tiles: expected.layout)
        let grounds: [(String, Background)] = [
            ("thumbnail", .thumbnail(expected.thumbnail)), ("white", .white(expected.size)),
            ("transparent", .transparent(expected.size)),
        ]
        for (ground, background) in grounds {
            let picture = try heatmap.drawn(over: background, colorMap: .yellowOrangeRed, alpha: Self.growing)
            #expect(try picture.pixels == Fixtures.bytes("growing/\(name).\(ground).raw"), "\(name) on \(ground)")
        }
    }

    @Test func `an opacity is a number or two ends in JSON, and nothing else is read`() throws {
        func read(_ text: String) throws -> Opacity {
            try JSONDecoder().decode([Opacity].self, from: Data(text.utf8))[0]
        }
        #expect(try read("[0.4]") == 0.4 && read("[1]") == 1)
        #expect(try read("[{\"from\":0.15,\"to\":0.7}]") == Self.growing)
        #expect(try JSONEncoder().encode([Opacity.constant(0.25)]) == Data("[0.25]".utf8))
        let object = try JSONEncoder().encode([Self.growing])
        #expect(try JSONDecoder().decode([Opacity].self, from: object) == [Self.growing])
        for text in ["[1.5]", "[-0.1]", "[\"0.4\"]", "[{\"from\":0.2}]", "[{\"from\":0.2,\"to\":2}]", "[[0.2,0.6]]"] {
            #expect(throws: DecodingError.self, "\(text)") { try read(text) }
        }
    }
}
