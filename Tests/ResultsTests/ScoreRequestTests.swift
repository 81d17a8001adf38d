import Foundation
import LinMIL
import Results
import Slides
import Testing

/// What a user asks for, in the terms of a model.
@Suite struct `A request for scores` {
    private static func model(_ classNames: [String]) throws -> Model {
        let configuration = Configuration(
            inputDimension: 4, classes: classNames.count, latentDimension: 16, depth: 2, heads: 2)
        return try Model(Checkpoint(random: configuration, seed: 1), classNames: classNames)
    }

    @Test func `is for cls if nothing is said`() throws {
        #expect(try ScoreRequest().scores(of: Self.model(["a", "b"])) == [.cls])
    }

    @Test(
        arguments: [
            ("tumor", 1), ("0", 0), ("1", 1), ("NORMAL", 0), ("Tumor", 2), ("TUMOR", nil), ("3", nil), ("-1", nil),
            ("", nil), ("tumo", nil), ("1.0", nil),
        ] as [(String, Int?)])
    func `names a class exactly, by number, or in another case if that is clear`(name: String, number: Int?) throws {
        let model = try Self.model(["normal", "tumor", "Tumor"])
        let request = ScoreRequest([.relevance], class: .named(name))
        if let number {
            #expect(try request.scores(of: model) == [Score(.relevance, class: number)])
        } else {
            #expect(
                throws: ResultError.noSuchClass(
                    path: model.source, asked: name, classes: ["normal", "tumor", "Tumor"])
            ) { try request.scores(of: model) }
        }
    }

    @Test func `takes a number for a name where classes are called by numbers`() throws {
        let model = try Self.model(["1", "2"])
        let request = { ScoreRequest([.single], class: .named($0)) }
        #expect(try request("1").scores(of: model) == [Score(.single, class: 0)])
        #expect(throws: ResultError.noSuchClass(path: model.source, asked: "0", classes: ["1", "2"])) {
            try request("0").scores(of: model)
        }
    }

    @Test func `of all classes has one score for each, and one of a kind that knows none`() throws {
        let request = ScoreRequest([.relevance, .cls], class: .all, block: 0, head: .number(1))
        #expect(
            try request.scores(of: Self.model(["a", "b"])) == [
                Score(.relevance, class: 0), Score(.relevance, class: 1), Score(.cls, block: 0, head: .number(1)),
            ])
        #expect(try ScoreRequest([.single], class: .all).scores(of: Self.model(["a"])) == [Score(.single, class: 0)])
    }

    @Test(
        arguments: [
            (ScoreRequest(class: .all), .classlessScores([.cls])),
            (ScoreRequest([.attn, .rollout], class: .named("a")), .classlessScores([.attn, .rollout])),
            (ScoreRequest([.relevance], block: 0), .blocklessScores([.relevance])),
            (ScoreRequest([.evidence], head: .mean), .blocklessScores([.evidence])),
        ] as [(ScoreRequest, ResultError)])
    func `for what no score has is refused`(request: ScoreRequest, expected: ResultError) throws {
        let model = try Self.model(["a", "b"])
        #expect(throws: expected) { try request.scores(of: model) }
    }

    @Test(arguments: [
        ScoreRequest(), .all, ScoreRequest([.cls, .relevance], class: .named("1"), block: 2, head: .max),
        ScoreRequest([.single], class: .all, head: .mean), ScoreRequest([.cls], head: .number(3)),
        ScoreRequest([.single], class: .named("all")),
    ]) func `is the same after JSON`(request: ScoreRequest) throws {
        #expect(try JSONDecoder().decode(ScoreRequest.self, from: JSONEncoder().encode(request)) == request)
    }

    @Test func `is read from the score that version 0.4.0 recorded`() throws {
        let old = "{\"block\":null,\"class\":null,\"head\":null,\"kind\":\"attn\"}"
        #expect(try JSONDecoder().decode(ScoreRequest.self, from: Data(old.utf8)) == ScoreRequest([.attn]))
    }

    // MARK: Names of classes

    @Test func `takes the names that the caller gives a model's classes`() throws {
        let model = try Self.model(["normal", "tumor"])
        #expect(model.classNames == ["normal", "tumor"] && model.metadata["classes"] == "[\"normal\",\"tumor\"]")
    }

    @Test func `refuses more or fewer names than classes`() throws {
        let checkpoint = Checkpoint(
            random: Configuration(inputDimension: 4, classes: 2, latentDimension: 16, depth: 1, heads: 2), seed: 1)
        for names in [["a"], ["a", "b", "c"]] {
            #expect(throws: ModelError.otherClassNames(path: checkpoint.path, found: names.count, expected: 2)) {
                try Model(checkpoint, classNames: names)
            }
        }
    }
}
