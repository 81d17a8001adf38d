import Foundation
import Slides
import Testing

@testable import Results

@Suite struct `Scores in JSON` {
    /// Numbers that are awkward to write: tiny, huge, whole, negative zero, and at the limits of plain notation.
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

    /// Of these, the ones that a slide can have: what is farther away is refused when it is read.
    static let readableCoords = coords.map { $0.x.magnitude < 1e9 ? $0 : $0 / 1e300 }

    static func result(
        slide: String = "a.h5", scores: [Float] = scores, coords: [SIMD2<Double>] = coords,
        slideSize: SlideSize? = nil
    ) -> SlideResult {
        Fixtures.result(scores: scores, origins: coords, slide: slide, slideSize: slideSize, classes: ["a", "b\n"])
    }

    /// Returns the JSON of all fields by `JSONEncoder`.
    private func encoded(_ result: SlideResult) throws -> String { try jsonText(ResultFields(result)) }

    @Test(arguments: ["a.h5", "\",\"scores\":[7],\"", "ü\u{0}\u{1B}\\ 💚"])
    func `are written as JSONEncoder writes them, byte for byte`(slide: String) throws {
        for size in [nil, SlideSize("4800x4500")] {
            let result = Self.result(slide: slide, slideSize: size)
            #expect(try result.json() == encoded(result))
        }
        let empty = Self.result(scores: [], coords: [])
        #expect(try empty.json() == encoded(empty))
    }

    @Test func `have the fields that scripts for version 0.2.0 read`() throws {
        let object = try JSONSerialization.jsonObject(
            with: Data(Self.result(slideSize: SlideSize("4800x4500")).json().utf8))
        let fields = try #require(object as? [String: Any])
        #expect((fields["scores"] as? [Any])?.count == Self.scores.count)
        #expect((fields["coords"] as? [[Double]])?[2] == [2048, -2048] && fields["tileSize"] as? Double == 512)
        #expect(fields["slideSize"] as? [Int] == [4800, 4500] && fields["slide"] as? String == "a.h5")
        #expect((fields["logits"] as? [Double])?.count == 2 && (fields["probabilities"] as? [Double])?.count == 2)
        #expect(fields["predictedClass"] as? Int == 1)
        #expect((fields["model"] as? [String: Any])?["classes"] as? [String] == ["a", "b\n"])
        let score = try #require(fields["score"] as? [String: Any])
        #expect(score["kind"] as? String == "cls" && score["block"] as? Int == 1)
        #expect(score["class"] is NSNull && score["head"] is NSNull)
    }

    @Test func `are written completely in many portions`() throws {
        let count = 30_000
        let result = Self.result(
            scores: (0..<count).map { 1 / Float($0 + 1) }, coords: (0..<count).map { SIMD2(Double($0), 0.5) })
        #expect(try result.json() == encoded(result))
    }

    @Test(arguments: ["a.h5", "\",\"scores\":[7],\"", ",\"scores\":["])
    func `read back as they were`(slide: String) throws {
        let result = Self.result(slide: slide, coords: Self.readableCoords)
        let bytes = Array(try result.json().utf8)
        #expect(NumberLists(cutOutOf: bytes) != nil)
        let read = try SlideResult(json: bytes)
        #expect(read == result && read.scores[1].sign == .minus)
    }

    @Test func `are also read, but slowly, in another layout`() throws {
        let result = Self.result(coords: Self.readableCoords)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .prettyPrinted
        let bytes = [UInt8](try encoder.encode(ResultFields(result)))
        #expect(NumberLists(cutOutOf: bytes) == nil)
        let read = try SlideResult(json: bytes)
        #expect(read == result)
    }

    /// Each case changes one place in a valid file. The fast path must find what `JSONDecoder` finds.
    @Test(arguments: [
        ("[0,-0]", "[00,-0]"), ("[0,-0]", "[0,-]"), ("[0,-0]", "[+0,0]"), ("[0,-0]", "[0x1p3,0]"),
        ("[0,-0]", "[inf,0]"), ("[0,-0]", "[nan,0]"), ("[0,-0]", "[.5,0]"), ("[0,-0]", "[5.,0]"), ("[0,-0]", "[1e,0]"),
        ("[0,-0]", "[1e999,0]"), ("[0,-0]", "[0]"), ("[0,-0]", "[0,0,0]"), ("[0,-0]", "[\"0\",0]"),
        ("[0,-0]", "[0,0"), ("[0,-0],", "[0,-0],,"),
        ("[0,-0],", "[0,-0] ,"), ("[0,-0],", ""), ("],\"featuresFingerprint\"", ",],\"featuresFingerprint\""),
        ("],\"slide\"", ",],\"slide\""),
        ("\"scores\":[0,", "\"scores\":[1e39,"), ("\"scores\":[0,", "\"scores\":[null,"),
        ("\"scores\":[0", "\"scores\":[[0"),
        ("\"tileSize\"", "\"scores\":[3],\"tileSize\""), ("\"kind\"", "\"scores\":[3],\"kind\""),
        ("\"tileSize\"", "\"coords\":[[3,3]],\"tileSize\""),
    ]) func `are never read differently than JSONDecoder reads them`(from: String, to: String) throws {
        let text = try Self.result().json()
        let place = try #require(text.range(of: from))
        let changed = Array(text.replacingCharacters(in: place, with: to).utf8)
        let fields = try? JSONDecoder().decode(ResultFields.self, from: Data(changed))
        let expected = fields.flatMap { try? SlideResult($0) }
        let read = try? SlideResult(json: changed)
        #expect(read == expected)
    }

    @Test func `that are truncated anywhere are refused`() throws {
        let bytes = Array(try Self.result().json().utf8)
        for count in bytes.indices {
            #expect(throws: DecodingError.self) { try SlideResult(json: Array(bytes.prefix(count))) }
        }
    }

    /// Each case changes one field of a valid file to an impossible value.
    @Test(arguments: [
        ("\"tileSize\":512", "\"tileSize\":-1", "a tileSize of -1"),
        ("\"tileSize\":512", "\"tileSize\":1e308", "a tileSize of 1e+308"),
        ("\"slideSize\":[900,1000]", "\"slideSize\":[900]", "a slideSize of [900]"),
        ("\"slideSize\":[900,1000]", "\"slideSize\":[0,9223372036854775807]", "a slideSize"),
        ("\"predictedClass\":1", "\"predictedClass\":2", "predictedClass 2"),
        ("\"predictedClass\":1", "\"predictedClass\":-1", "predictedClass -1"),
        ("\"predictedClass\":1", "\"predictedClass\":null", "a model and no prediction"),
        ("\"block\":1", "\"block\":-1", "a block of -1"),
        ("\"head\":null", "\"head\":9223372036854775807", "a head of 9223372036854775807"),
        ("\"class\":null", "\"class\":-7", "a class of -7"),
        ("\"mpp\":0.2485", "\"mpp\":-0.25", "an mpp of -0.25"),
        ("\"tilesSeen\":1", "\"tilesSeen\":3", "tilesSeen of 3 for 3 tiles"),
        ("\"scores\":[0.5,", "\"scores\":[", "2 scores for 3 coords"),
        ("\"logits\":[", "\"logits\":[1,", "3 logits"),
        ("\"probabilities\":[", "\"probabilities\":[7,", "3 probabilities"),
    ]) func `that contradict each other are refused`(from: String, to: String, words: String) throws {
        let text = try Fixtures.result(tilesSeen: 1).json()
        let place = try #require(text.range(of: from))
        try Fixtures.withPath("json") { path in
            try text.replacingCharacters(in: place, with: to).write(toFile: path, atomically: true, encoding: .utf8)
            let error = try #require(throws: ResultError.self) { try SlideResult(readingJSONFrom: path) }
            guard case .inconsistent(path, let fault) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(fault.contains(words))
        }
    }
}
