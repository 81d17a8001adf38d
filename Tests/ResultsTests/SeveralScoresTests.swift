import Foundation
import LinMIL
import Slides
import Testing

@testable import Results

/// One forward pass gives several maps of one slide.
@Suite struct `A result of several scores` {
    private static let parts = ScoreParts(classToken: -0.5, biases: 0.0625, target: 7.5)

    /// Maps that differ in every fact.
    private static let maps = [
        TileMap(.model(Score(.cls, block: 1, head: .max)), scores: [0.5, -1, 2e-7]),
        TileMap(
            .model(Score(.relevance, class: 1)), scores: [1, 2, -3], parts: parts, logOdds: 7.25,
            warnings: ["all is \"well\"", "ü"]),
        TileMap(.model(Score(.single, class: 1)), scores: [0, -0.0, 1 / 3], logOdds: 7.25),
        TileMap(.model(Score(.attn, block: 1)), scores: [-65, 9.5, 0], warnings: ["another"]),
    ]
    /// One map for each of twelve classes: as texts, 10 comes before 2.
    private static let ofClasses = (0..<12).map { number in
        TileMap(
            .model(Score(.relevance, class: number)), scores: [Float(number), 1, -1],
            parts: ScoreParts(classToken: Float(number), biases: 0, target: 1), logOdds: -1)
    }
    private static let ofBlocks = [
        Score(.cls, block: 0), Score(.cls, block: 1), Score(.cls, block: 1, head: .max),
        Score(.cls, block: 1, head: .number(3)),
    ].map { TileMap(.model($0), scores: [1, 2, 3]) }

    static let results = [
        result(maps), result(ofClasses, classes: (0..<12).map { "class \($0)" }), result(ofBlocks),
        result([maps[1]]), result([maps[2]]), result([maps[0]]),
        result(Array(maps.reversed()), warnings: ["of the slide"]),
    ]

    private static func result(
        _ maps: [TileMap], classes: [String] = ["normal", "tumör"], warnings: [String] = []
    ) -> SlideResult {
        SlideResult(
            version: "9.9.9", features: FileReference("slide-7.h5", fingerprint: "sha256:1"),
            model: .init(
                file: FileReference("m.pt", fingerprint: "sha256:0"), attention: "linear", pooling: "cls",
                activation: "GeLU"),
            prediction: Prediction(classes: classes, logits: classes.indices.map { Float($0) }), maps: maps,
            warnings: warnings, origins: [[0, 0], [512, 0], [0, 512]], tileSide: 512,
            tileSideSource: "patch_size_level0")
    }

    private static func fields(_ result: SlideResult) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(result.json().utf8)) as? [String: Any])
    }

    // MARK: Files

    @Test(arguments: results) func `reads back completely from JSON and from HDF5`(result: SlideResult) throws {
        for ending in ["json", "h5"] {
            let read = try Fixtures.withPath(ending) { path in
                try result.write(to: path)
                return try ending == "h5" ? SlideResult(readingHDF5From: path) : SlideResult(readingJSONFrom: path)
            }
            #expect(read == result && read.names == result.names)
        }
    }

    @Test(arguments: results) func `is written as JSONEncoder writes it, and read fast or slowly`(
        result: SlideResult
    ) throws {
        let json = try result.json()
        #expect(try json == jsonText(ResultFields(result)))
        #expect(NumberLists(cutOutOf: Array(json.utf8)) != nil)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .prettyPrinted
        let slow = [UInt8](try encoder.encode(ResultFields(result)))
        #expect(NumberLists(cutOutOf: slow) == nil)
        #expect(try SlideResult(json: slow) == SlideResult(json: Array(json.utf8)))
        #expect(try SlideResult(json: slow) == result)
    }

    @Test func `is an object by score in JSON`() throws {
        let fields = try Self.fields(Self.results[0])
        let scores = try #require(fields["scores"] as? [String: [Double]])
        #expect(scores.keys.sorted() == ["attn", "cls", "relevance", "single"] && scores["relevance"] == [1, 2, -3])
        let list = try #require(fields["score"] as? [[String: Any]])
        #expect(list.map { $0["name"] as? String } == ["cls", "relevance", "single", "attn"])
        #expect(list[0]["head"] as? String == "max" && list[1]["class"] as? Int == 1)
        for (name, value) in [("classToken", -0.5), ("biases", 0.0625), ("target", 7.5), ("logOdds", 7.25)] {
            let values = try #require(fields[name] as? [String: Any])
            #expect(values["relevance"] as? Double == value && values["cls"] is NSNull && values.count == 4)
        }
        #expect(
            fields["scoreWarnings"] as? [String: [String]] == [
                "relevance": ["all is \"well\"", "ü"], "attn": ["another"],
            ])
    }

    @Test func `of one score has the fields of older versions, and its parts if it has any`() throws {
        let relevance = try Self.fields(Self.results[3])
        #expect(relevance["scores"] as? [Double] == [1, 2, -3] && relevance["score"] is [String: Any])
        #expect(relevance["classToken"] as? Double == -0.5 && relevance["biases"] as? Double == 0.0625)
        #expect(relevance["target"] as? Double == 7.5 && relevance["logOdds"] as? Double == 7.25)
        #expect(relevance["warnings"] as? [String] == ["all is \"well\"", "ü"] && relevance["scoreWarnings"] == nil)
        let single = try Self.fields(Self.results[4])
        #expect(single["classToken"] is NSNull && single["biases"] is NSNull && single["target"] is NSNull)
        #expect(single["logOdds"] as? Double == 7.25)
        let cls = try Self.fields(Self.results[5])
        #expect(["classToken", "biases", "target", "logOdds", "scoreWarnings"].allSatisfy { cls[$0] == nil })
    }

    @Test func `has its first score where CLAM looks, and all in one matrix`() throws {
        try Fixtures.withPath("h5") { path in
            try Self.results[0].write(to: path)
            let file = try ScoreFile(path: path)
            #expect(file.scores == [0.5, -1, 2e-7] && file.maps.isEmpty)
            let objects = try FileSummary(path: path).objects
            #expect(objects.map(\.name) == ["", "attention_scores", "coords", "scores"])
            #expect(objects[1].shape == [3, 1] && objects[3].shape == [3, 4])
        }
    }

    @Test func `that version 0.4.0 wrote is read`() throws {
        let json =
            "{\"coords\":[[0,0],[1,0]],\"featuresFingerprint\":null,\"logits\":[1],\"model\":{\"activation\":\"ReLU\","
            + "\"attention\":\"linear\",\"classes\":[\"a\"],\"fingerprint\":null,\"name\":\"m.pt\",\"pooling\":\"cls\"},"
            + "\"mpp\":null,\"output\":\"value\",\"predictedClass\":null,\"probabilities\":null,\"score\":{\"block\":1,"
            + "\"class\":null,\"head\":null,\"kind\":\"cls\"},\"scores\":[1,2],\"slide\":\"a.h5\",\"slideSize\":null,"
            + "\"tileSize\":1,\"tileSizeSource\":null,\"tilesSeen\":null,\"version\":\"0.4.0\",\"warnings\":[\"w\"]}"
        let result = try SlideResult(json: Array(json.utf8))
        #expect(result.maps == [TileMap(.model(Score(.cls, block: 1)), scores: [1, 2])])
        #expect(result.version == "0.4.0" && result.warnings == ["w"])
        #expect(try result.json() == json)
    }

    // MARK: Contradictions

    /// Each case changes one place in a valid file to something impossible.
    @Test(arguments: [
        ("\"name\":\"cls\"", "\"name\":\"clsx\"", "scores called 'clsx'"),
        ("\"cls\":[0.5,-1,2e-07]", "\"clsx\":[0.5,-1,2e-07]", "[\"attn\", \"clsx\", \"relevance\", \"single\"]"),
        ("\"cls\":[0.5,", "\"cls\":[", "2 scores for 3 coords"),
        ("\"scores\":{\"attn\":", "\"scores\":[1,2,3],\"were\":{\"attn\":", "0 scores for 3 coords"),
        ("\"kind\":\"attn\",\"name\":\"attn\"", "\"kind\":\"cls\",\"name\":\"cls\"", "scores called"),
        (
            "\"class\":1,\"head\":null,\"kind\":\"single\"", "\"class\":2,\"head\":null,\"kind\":\"single\"",
            "a class of 2"
        ),
        (
            "\"block\":1,\"class\":null,\"head\":\"max\"", "\"block\":-1,\"class\":null,\"head\":\"max\"",
            "a block of -1"
        ),
    ]) func `that contradicts itself is refused`(from: String, to: String, words: String) throws {
        let text = try Self.results[0].json()
        let place = try #require(text.range(of: from), "\(text)")
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

    /// Each case replaces one list of an HDF5 file.
    @Test(
        arguments: [
            ("score_names", .texts(["cls", "relevance"])), ("score_names", .texts(["cls", "attn", "single", "x"])),
            ("score_kinds", .texts(["cls"])), ("score_classes", .int64([0, 1])),
            ("score_blocks", .int64([0, -2, 0, 0])),
            ("score_heads", .texts(["mean", "most", "mean", "mean"])),
            ("class_tokens", .float32([1, .infinity, 1, 1])),
            ("score_log_odds", .float32([1])), ("score_warned", .int64([9])),
        ] as [(String, HDF5Composer.Values)])
    func `in HDF5 that contradicts itself is refused`(attribute: String, values: HDF5Composer.Values) throws {
        let result = Self.results[0]
        let texts = [
            ScoreAttribute.version: "9.9.9", ScoreAttribute.slide: "a.h5", ScoreAttribute.score: "cls",
        ]
        var attributes = texts.map { ScoreFile.Attribute($0, .texts([$1])) }
        attributes += result.eachScore.filter { $0.name != attribute }
        attributes.append(ScoreFile.Attribute(attribute, values, isList: true))
        try Fixtures.withPath("h5") { path in
            try ScoreFile.write(
                result.maps.map(\.scores), origins: result.origins, side: 512, slideSize: nil, attributes: attributes,
                to: path)
            let error = try #require(throws: ResultError.self) { try SlideResult(readingHDF5From: path) }
            guard case .badAttribute(path, attribute, _, _) = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test func `in HDF5 without their matrix is refused`() throws {
        try Fixtures.withPath("h5") { path in
            let names = ScoreFile.Attribute("score_names", .texts(["cls", "attn"]), isList: true)
            try ScoreFile.write(
                [[1, 2]], origins: [[0, 0], [512, 0]], side: 512, slideSize: nil,
                attributes: [ScoreFile.Attribute(ScoreAttribute.version, .texts(["9.9.9"])), names], to: path)
            #expect { try SlideResult(readingHDF5From: path) } throws: { error in
                "\(error)".hasPrefix(path) && "\(error)".contains("'scores'") && error is SlideError
            }
        }
    }

    // MARK: Names

    @Test func `names its scores by what differs`() {
        #expect(Self.results[0].names == ["cls", "relevance", "single", "attn"])
        #expect(Self.results[1].names.suffix(2) == ["relevance class 10", "relevance class 11"])
        #expect(
            Self.results[2].names == [
                "cls block 0 head mean", "cls block 1 head mean", "cls block 1 head max", "cls block 1 head 3",
            ])
    }

    @Test func `names files after classes, and never out of a folder`() {
        let names = ScoreNames([0, 1, 2, 3].map { .model(Score(.relevance, class: $0)) })
        #expect(
            names.fileNames(classes: ["tumor", "../a b/ü", "same", "same"]) == [
                "relevance.tumor", "relevance.%2E.%2Fa b%2F%C3%BC", "relevance.class-2", "relevance.class-3",
            ])
        #expect(names.fileNames(classes: []).first == "relevance.class-0")
        #expect(
            ScoreNames([.model(.cls), .model(Score(.relevance, class: 1))]).fileNames(classes: []) == [
                "cls", "relevance",
            ])
        #expect(Self.results[2].scoreNames.fileNames(classes: [])[3] == "cls.block-1.head-3")
    }

    // MARK: Choosing

    @Test func `gives up one score, with the warnings about it alone`() {
        let relevance = Self.results[6].alone(2)
        #expect(relevance.scores == [1, 2, -3] && relevance.maps.count == 1 && relevance.maps[0].parts == Self.parts)
        #expect(relevance.warnings == ["of the slide", "all is \"well\"", "ü"])
        #expect(Self.results[6].allWarnings == ["of the slide", "another", "all is \"well\"", "ü"])
    }

    @Test(
        arguments: [
            (ScoreRequest([.relevance]), ["relevance"]), (ScoreRequest([.attn, .cls]), ["attn", "cls"]),
            (ScoreRequest([.relevance], class: .named("TUMÖR")), ["relevance"]),
            (ScoreRequest([.relevance, .cls], class: .named("1"), block: 1, head: .max), ["relevance", "cls"]),
            (ScoreRequest([.single], class: .all), ["single"]),
            (.all, ["cls", "relevance", "single", "attn"]),
        ] as [(ScoreRequest, [String])])
    func `gives the scores that are asked for`(request: ScoreRequest, names: [String]) throws {
        #expect(try Self.results[0].choosing(request, path: "a").names == names)
    }

    @Test func `of several classes gives that of the predicted class`() throws {
        let chosen = try Self.results[1].choosing(ScoreRequest(), path: "a")
        #expect(chosen.score == .model(Score(.relevance, class: 11)) && chosen.maps.count == 1)
        #expect(try Self.results[1].choosing(ScoreRequest(class: .all), path: "a").maps.count == 12)
        let third = try Self.results[1].choosing(ScoreRequest(class: .named("3")), path: "a")
        #expect(third.score == .model(Score(.relevance, class: 3)))
    }

    @Test(
        arguments: [
            (0, ScoreRequest(), .severalScores(path: "a", names: ["cls", "relevance", "single", "attn"])),
            (0, ScoreRequest([.rollout]), .noSuchScore(path: "a", asked: "rollout", names: results[0].names)),
            (0, ScoreRequest([.cls], block: 0), .noSuchScore(path: "a", asked: "cls block 0", names: results[0].names)),
            (0, ScoreRequest([.cls], class: .named("1")), .classlessScores([.cls])),
            (0, ScoreRequest([.single], head: .max), .blocklessScores([.single])),
            (
                0, ScoreRequest([.single], class: .named("0")),
                .noSuchScore(path: "a", asked: "single class 0", names: ["single class 1"])
            ),
            (
                0, ScoreRequest([.single], class: .named("-1")),
                .noSuchClass(path: "a", asked: "-1", classes: ["normal", "tumör"])
            ),
            (2, ScoreRequest([.cls], block: 1), .severalScores(path: "a", names: Array(results[2].names.dropFirst()))),
        ] as [(Int, ScoreRequest, ResultError)])
    func `refuses what is not there or not clear`(place: Int, request: ScoreRequest, expected: ResultError) {
        #expect(throws: expected) { try Self.results[place].choosing(request, path: "a") }
    }

    @Test func `of another program has one score, which no kind names`() throws {
        #expect(try Fixtures.foreign.choosing(ScoreRequest(class: .named("x")), path: "a") == Fixtures.foreign)
        #expect(throws: ResultError.noSuchScore(path: "a", asked: "cls", names: ["my risk"])) {
            try Fixtures.foreign.choosing(ScoreRequest([.cls]), path: "a")
        }
    }
}
