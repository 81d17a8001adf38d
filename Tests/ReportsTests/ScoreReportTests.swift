import Foundation
import Testing

@testable import Reports

@Suite struct `A report of scores` {
    /// Numbers that are awkward to write: tiny, huge, whole, negative zero, and at the ends of what is written in full.
    static let scores: [Float] = [
        0, -0.0, 1, -1, 0.1, 1e-7, .greatestFiniteMagnitude, .leastNormalMagnitude, .leastNonzeroMagnitude, 16_777_215,
        16_777_218, -2.5e-05, 1 / 3,
    ]
    static let coords: [SIMD2<Double>] = scores.indices.map { index in
        let numbers: [Double] = [
            0, -0.0, 2048, 0.1, 1e15, 9_007_199_254_740_991, 9_007_199_254_740_994, 1e17, .leastNonzeroMagnitude,
            -1e300, 1 / 3, 512.5, 4_503_599_627_370_497,
        ]
        return SIMD2(numbers[index], -numbers[index])
    }

    static func report(
        slide: String = "slides/a.h5", scores: [Float] = scores, coords: [SIMD2<Double>] = coords,
        slideSize: [Int]? = nil
    ) -> ScoreReport {
        ScoreReport(
            slide: slide,
            model: .init(
                path: "m/\"scores\":[1].pt", fingerprint: "sha256:0", attention: "linear", pooling: "cls",
                classes: ["a", "b\n"]),
            logits: [-1.5, 1e-9], probabilities: [0.25, 0.75], predictedClass: 1,
            score: .init(kind: "cls", block: 1), tileSize: 512, slideSize: slideSize, coords: coords, scores: scores)
    }

    @Test(arguments: ["slides/a.h5", "\",\"scores\":[7],\"", "ü\u{0}\u{1B}\\ / 💚"])
    func `is written as JSONEncoder writes it, byte for byte`(slide: String) throws {
        for size in [nil, [4800, 4500]] {
            let report = Self.report(slide: slide, slideSize: size)
            #expect(try report.json() == jsonText(report))
        }
        let empty = Self.report(scores: [], coords: [])
        #expect(try empty.json() == jsonText(empty))
    }

    @Test func `is written whole where it takes many portions`() throws {
        let count = 30_000
        let report = Self.report(
            scores: (0..<count).map { 1 / Float($0 + 1) }, coords: (0..<count).map { SIMD2(Double($0), 0.5) })
        #expect(try report.json() == jsonText(report))
    }

    @Test(arguments: ["slides/a.h5", "\",\"scores\":[7],\"", ",\"scores\":["])
    func `reads back as it was`(slide: String) throws {
        let report = Self.report(slide: slide)
        let bytes = Array(try report.json().utf8)
        #expect(NumberLists(cutOutOf: bytes) != nil)
        let read = try ScoreReport(json: bytes)
        #expect(read.coords == report.coords && read.scores == report.scores)
        #expect(read.slide == slide && read.model.path == report.model.path && read.predictedClass == 1)
        #expect(read.scores[1].sign == .minus)
    }

    @Test func `is read slowly, and just the same, where another program has laid it out`() throws {
        let report = Self.report()
        let encoder = JSONEncoder()
        encoder.outputFormatting = .prettyPrinted
        let bytes = [UInt8](try encoder.encode(report))
        #expect(NumberLists(cutOutOf: bytes) == nil)
        let read = try ScoreReport(json: bytes)
        #expect(read.coords == report.coords && read.scores == report.scores && read.slide == report.slide)
    }

    /// Each changes one place of a good file; what is cut there must be what `JSONDecoder` finds.
    @Test(arguments: [
        ("[0,-0]", "[00,-0]"), ("[0,-0]", "[0,-]"), ("[0,-0]", "[+0,0]"), ("[0,-0]", "[0x1p3,0]"),
        ("[0,-0]", "[inf,0]"), ("[0,-0]", "[nan,0]"), ("[0,-0]", "[.5,0]"), ("[0,-0]", "[5.,0]"), ("[0,-0]", "[1e,0]"),
        ("[0,-0]", "[1e999,0]"), ("[0,-0]", "[0]"), ("[0,-0]", "[0,0,0]"), ("[0,-0]", "[\"0\",0]"),
        ("[0,-0]", "[0,0"), ("[0,-0],", "[0,-0],,"),
        ("[0,-0],", "[0,-0] ,"), ("[0,-0],", ""), ("],\"logits\"", ",],\"logits\""), ("],\"slide\"", ",],\"slide\""),
        ("\"scores\":[0,", "\"scores\":[1e39,"), ("\"scores\":[0,", "\"scores\":[null,"),
        ("\"scores\":[0", "\"scores\":[[0"),
        ("\"tileSize\"", "\"scores\":[3],\"tileSize\""), ("\"kind\"", "\"scores\":[3],\"kind\""),
        ("\"tileSize\"", "\"coords\":[[3,3]],\"tileSize\""),
    ]) func `is never read in another way than JSONDecoder reads it`(from: String, to: String) throws {
        let text = try Self.report().json()
        let place = try #require(text.range(of: from))
        let changed = Array(text.replacingCharacters(in: place, with: to).utf8)
        let expected = try? JSONDecoder().decode(ScoreReport.self, from: Data(changed))
        let read = try? ScoreReport(json: changed)
        #expect(read?.coords == expected?.coords && read?.scores == expected?.scores)
    }

    @Test func `that is cut short anywhere is refused`() throws {
        let bytes = Array(try Self.report().json().utf8)
        for count in bytes.indices {
            #expect(throws: (any Error).self) { try ScoreReport(json: Array(bytes.prefix(count))) }
        }
    }
}
