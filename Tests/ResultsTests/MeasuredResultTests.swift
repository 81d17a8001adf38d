import Foundation
import LinMIL
import Slides
import Testing

@testable import Results

/// A result whose maps were measured keeps what was found in its files.
@Suite struct `A measured result` {
    private static let curves =
        "\"least\":[0.75,0.75],\"leastLogOdds\":[1.0986123,1.0986123],\"most\":[0.75,0.125],"
        + "\"mostLogOdds\":[1.0986123,-1.9459101]"

    /// An evaluation of two steps, as `linmil evaluate` writes it.
    private static func json(of names: [String]) throws -> String {
        let scores = try names.sorted().map { name in
            "\(try jsonText(name)):{\"aupc\":0.4375,\"faithfulness\":0.3125,\"gain\":0.25,\(curves),\"necessary\":2,\"srg\":0.3125,"
                + "\"sufficient\":1,\"verdict\":\"explains in part\"}"
        }
        return
            "{\"chance\":0.25,\"class\":1,\"classes\":[\"normal\",\"tumör\"],\"kept\":[3,1],\"model\":\"m.pt\",\"predictedClass\":1,"
            + "\"probability\":0.75,\"random\":{\"aupc\":0.6875,\"deviation\":[0,0.125],\"mean\":[0.75,0.625],\"seeds\":2,\"spread\":0.0625},"
            + "\"reach\":0.75,\"scores\":{\(scores.joined(separator: ","))},\"slide\":\"slide-7.h5\",\"version\":\"9.9.9\","
            + "\"warnings\":[\"one, \\\"scores\\\":[\"]}"
    }

    private static let score = TileScore.model(Score(.cls, block: 1))
    private static let ofClasses = [0, 1].map { number in
        TileMap(.model(Score(.relevance, class: number)), scores: [1, 2, -3], logOdds: 1)
    }

    /// A result of some maps, of which some were measured.
    private static func result(_ maps: [TileMap], measured names: [String]) throws -> SlideResult {
        let whole = Fixtures.result()
        var result = SlideResult(
            version: whole.version, features: whole.features, model: whole.model, prediction: whole.prediction,
            maps: maps, origins: whole.origins, tileSide: whole.tileSide, tileSideSource: whole.tileSideSource)
        result.evaluation = try jsonValue(from: Array(json(of: names).utf8))
        return result
    }

    private static func results() throws -> [SlideResult] {
        let cls = TileMap(score, scores: [0.5, -1, 2e-7])
        return [
            try result([cls], measured: ["cls"]),
            try result([cls] + ofClasses, measured: ["cls", "relevance class 1"]),
        ]
    }

    @Test func `reads back completely from JSON and from HDF5`() throws {
        for result in try Self.results() {
            for ending in ["json", "h5"] {
                let read = try Fixtures.withPath(ending) { path in
                    try result.write(to: path)
                    return try ending == "h5" ? SlideResult(readingHDF5From: path) : SlideResult(readingJSONFrom: path)
                }
                #expect(read == result && read.evaluation?.scores["cls"]?.necessary == 2, "\(ending)")
            }
        }
    }

    @Test func `is written as JSONEncoder writes it, and its long lists are read fast`() throws {
        for result in try Self.results() {
            let json = try result.json()
            #expect(try json == jsonText(ResultFields(result)))
            #expect(NumberLists(cutOutOf: Array(json.utf8)) != nil)
            #expect(
                json.contains("\"evaluation\":\(try Self.json(of: Array(result.evaluation?.scores.keys ?? [:].keys)))"))
        }
    }

    @Test func `has its evaluation as bytes of JSON in HDF5, and a result that was not measured has none`() throws {
        try Fixtures.withPath("h5") { path in
            try Self.results()[0].write(to: path)
            #expect(
                try FileSummary(path: path).objects.map(\.name) == ["", "attention_scores", "coords", "evaluation"])
            #expect(
                try ScoreFile(path: path, choice: nil, attributes: ScoreAttribute.all).evaluation
                    == Array(Self.json(of: ["cls"]).utf8))
            try Fixtures.result().write(to: path)
            #expect(try FileSummary(path: path).objects.map(\.name) == ["", "attention_scores", "coords"])
        }
        #expect(try !Fixtures.result().json().contains("evaluation"))
    }

    @Test func `gives each map its own part, under the name that the map then has`() throws {
        let result = try Self.results()[1]
        #expect(result.alone(0).evaluation?.scores.keys.map(\.self) == ["cls"])
        #expect(result.alone(1).evaluation == nil)
        let relevance = result.alone(2)
        #expect(relevance.names == ["relevance"] && relevance.evaluation?.scores.keys.map(\.self) == ["relevance"])
        #expect(relevance.evaluation?.random == result.evaluation?.random)
        #expect(relevance.measures(of: 0)?.srg == 0.3125 && relevance.measures(of: 0)?.class == 1)
        #expect(result.measures(of: 1) == nil && result.keeping([0, 1, 2]) == result)
    }

    @Test func `says its verdict with the number behind it`() throws {
        let measures = try #require(try Self.results()[0].measures(of: 0))
        #expect(measures.sentence == "this map explains the prediction in part (faithfulness 0.31)")
        #expect(measures.randomAUPC == 0.6875 && measures.sufficient == 1)
    }

    /// Each case changes one place in a valid file to something impossible.
    @Test(arguments: [
        ("\"class\":1,\"classes\"", "\"class\":2,\"classes\"", "of class 2 of 2 for 2 classes"),
        ("\"predictedClass\":1,\"probability\"", "\"predictedClass\":-1,\"probability\"", "of class 1"),
        ("[\"normal\",\"tumör\"],\"kept\"", "[\"tumor\"],\"kept\"", "of class 1 of 1 for 2 classes"),
        ("\"probability\":0.75", "\"probability\":1.5", "of a probability of 1.5"),
        ("\"kept\":[3,1]", "\"kept\":[4,1]", "whose steps do not go from 3 tiles down"),
        ("\"kept\":[3,1]", "\"kept\":[3,3]", "whose steps do not go from 3 tiles down"),
        ("\"kept\":[3,1]", "\"kept\":[3,0]", "whose steps do not go from 3 tiles down"),
        ("\"kept\":[3,1]", "\"kept\":[]", "whose steps do not go from 3 tiles down"),
        ("\"kept\":[3,1]", "\"kept\":[3,2,1]", "other curves than four of 3 finite numbers"),
        ("\"most\":[0.75,0.125]", "\"most\":[0.75]", "other curves than four of 2 finite numbers"),
        ("\"most\":[0.75,0.125]", "\"most\":[0.75,-0.5]", "a probability that is not between 0 and 1"),
        ("\"aupc\":0.4375", "\"aupc\":4.375", "an impossible aupc"),
        ("\"srg\":0.3125", "\"srg\":-2", "an impossible aupc, srg"),
        ("\"necessary\":2", "\"necessary\":4", "sufficient or necessary beyond 3 tiles"),
        ("\"mean\":[0.75,0.625]", "\"mean\":[0.75]", "random orders with another curve"),
        ("\"deviation\":[0,0.125]", "\"deviation\":[0]", "random orders with another deviation"),
        ("\"reach\":0.75", "\"reach\":-1", "of an impossible reach or chance"),
        ("\"seeds\":2", "\"seeds\":0", "an impossible aupc, spread or number of seeds"),
        ("\"scores\":{\"cls\"", "\"scores\":{\"attn\"", "of [\"attn\"] for scores called [\"cls\"]"),
    ]) func `that contradicts itself is refused, from JSON and from HDF5`(from: String, to: String, words: String)
        throws
    {
        let text = try Self.results()[0].json()
        let place = try #require(text.range(of: from), "\(text)")
        let changed = text.replacingCharacters(in: place, with: to)
        try Fixtures.withPath("json") { path in
            try changed.write(toFile: path, atomically: true, encoding: .utf8)
            try expectRefusal(words) { try SlideResult(readingJSONFrom: path) }
        }
        try Fixtures.withPath("h5") { path in
            let start = try #require(changed.range(of: "\"evaluation\":")).upperBound
            let end = try #require(changed.range(of: ",\"featuresFingerprint\"")).lowerBound
            try Self.write(String(changed[start..<end]), to: path)
            try expectRefusal(words) { try SlideResult(readingHDF5From: path) }
        }
    }

    @Test func `with an evaluation that is no JSON of linmil's is refused`() throws {
        for text in ["nothing", "{}", "{\"class\":1e999}", "{\"class\":[[[[1]]]]}"] {
            try Fixtures.withPath("h5") { path in
                try Self.write(text, to: path)
                try expectRefusal("an 'evaluation' that is not JSON of linmil's") {
                    try SlideResult(readingHDF5From: path)
                }
            }
        }
    }

    /// Writes a result whose evaluation is any text.
    private static func write(_ evaluation: String, to path: String) throws {
        let texts = [
            (ScoreAttribute.version, "9.9.9"), (ScoreAttribute.slide, "a.h5"), (ScoreAttribute.score, "cls"),
            (ScoreAttribute.model, "m.pt"), (ScoreAttribute.attention, "linear"), (ScoreAttribute.pooling, "cls"),
        ]
        let lists: [(String, HDF5Composer.Values)] = [
            (ScoreAttribute.classes, .texts(["normal", "tumör"])), (ScoreAttribute.logits, .float32([0, 1])),
            (ScoreAttribute.probabilities, .float32([0.25, 0.75])),
        ]
        try ScoreFile.write(
            [[1, 2, 3]], origins: [[0, 0], [512, 0], [0, 512]], side: 512, slideSize: nil, evaluation: evaluation,
            attributes: texts.map { ScoreFile.Attribute($0, .texts([$1])) }
                + lists.map { ScoreFile.Attribute($0, $1, isList: true) }
                + [ScoreFile.Attribute(ScoreAttribute.predictedClass, .int64([1]))], to: path)
    }

    private func expectRefusal(_ words: String, _ body: () throws -> SlideResult) throws {
        let error = try #require(throws: ResultError.self) { try body() }
        guard case .inconsistent(_, let fault) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(fault.contains(words))
    }
}
