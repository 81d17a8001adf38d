import Foundation
import LinMIL
import Slides
import Testing

@testable import Results

@Suite struct `A result of one output` {
    private static func result(_ output: OutputKind?) -> SlideResult {
        Fixtures.result(classes: ["tumör"], output: output)
    }

    @Test(arguments: [OutputKind.value, .sigmoid], ["json", "h5"])
    func `is the same after a file`(kind: OutputKind, ending: String) throws {
        let result = Self.result(kind)
        let read = try Fixtures.withPath(ending) { path in
            try result.write(to: path)
            return try ending == "h5" ? SlideResult(readingHDF5From: path) : SlideResult(readingJSONFrom: path)
        }
        #expect(read == result && read.prediction?.output == kind)
        #expect(read.prediction?.probabilities?.count == (kind == .value ? nil : 1))
    }

    @Test func `has null for what a value does not have`() throws {
        let object = try JSONSerialization.jsonObject(with: Data(Self.result(nil).json().utf8))
        let fields = try #require(object as? [String: Any])
        #expect(fields["probabilities"] is NSNull && fields["predictedClass"] is NSNull)
        #expect(fields["logits"] as? [Double] == [-1.5] && fields["output"] as? String == "value")
    }

    @Test(arguments: [(OutputKind.value, ["output"]), (.sigmoid, ["output", "probabilities"])])
    func `has no attribute for what there is not`(kind: OutputKind, expected: [String]) throws {
        try Fixtures.withPath("h5") { path in
            try Self.result(kind).write(to: path)
            let stored = try ScoreFile(path: path, choice: nil, attributes: ScoreAttribute.all).attributes
            #expect(
                ["output", "probabilities", "predicted_class"].filter { stored[$0] != nil } == expected)
        }
    }

    @Test func `of classes has the fields of older versions alone`() throws {
        #expect(try !Fixtures.result().json().contains("\"output\""))
        try Fixtures.withPath("h5") { path in
            try Fixtures.result().write(to: path)
            #expect(try ScoreFile(path: path, choice: nil, attributes: ScoreAttribute.all).attributes["output"] == nil)
        }
    }

    @Test(arguments: [
        ("\"output\":\"sigmoid\"", "\"output\":\"classes\"", "a model and no prediction"),
        ("\"probabilities\":[", "\"probabilities\":null,\"were\":[", "a model and no prediction"),
        ("\"probabilities\":[", "\"probabilities\":[7,", "2 probabilities"),
        ("\"logits\":[", "\"logits\":[1,", "2 logits"),
    ]) func `that contradicts itself is refused`(from: String, to: String, words: String) throws {
        let text = try Self.result(.sigmoid).json()
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

    @Test func `of an unknown kind is refused`() throws {
        let text = try Self.result(.sigmoid).json().replacing("\"sigmoid\"", with: "\"softplus\"")
        try Fixtures.withPath("json") { path in
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            #expect(throws: ResultError.notScores(path: path, reason: "'output' has an unknown value")) {
                try SlideResult(readingJSONFrom: path)
            }
        }
    }

    /// Each file has one logit and, of an output kind, what another kind would have.
    @Test(
        arguments: [
            ("softplus", [], "output", "softplus"), ("sigmoid", [], "probabilities", "missing"),
            ("sigmoid", [0.5, 0.5], "probabilities", "[0.5, 0.5]"), ("sigmoid", [2], "probabilities", "2"),
            ("classes", [1], "predicted_class", "missing"),
        ] as [(String, [Float], String, String)])
    func `in HDF5 that contradicts itself is refused`(
        kind: String, probabilities: [Float], attribute: String, words: String
    ) throws {
        let texts = [
            ScoreAttribute.version: "9.9.9", ScoreAttribute.slide: "a.h5", ScoreAttribute.score: "cls",
            ScoreAttribute.model: "m.pt", ScoreAttribute.attention: "linear", ScoreAttribute.pooling: "cls",
            ScoreAttribute.output: kind,
        ]
        var attributes = texts.map { ScoreFile.Attribute($0, .texts([$1])) }
        attributes += [
            ScoreFile.Attribute(ScoreAttribute.classes, .texts(["a"]), isList: true),
            ScoreFile.Attribute(ScoreAttribute.logits, .float32([1]), isList: true),
        ]
        if !probabilities.isEmpty {
            attributes.append(ScoreFile.Attribute(ScoreAttribute.probabilities, .float32(probabilities), isList: true))
        }
        try Fixtures.withPath("h5") { path in
            try ScoreFile.write(
                [[1]], origins: [[0, 0]], side: 512, slideSize: SlideSize("900x1000"), attributes: attributes, to: path)
            let error = try #require(throws: ResultError.self) { try SlideResult(readingHDF5From: path) }
            guard case .badAttribute(path, attribute, let found, _) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(found.contains(words))
        }
    }
}
