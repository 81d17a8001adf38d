import Foundation
import LinMIL
import Slides
import Testing

@testable import Results

/// What several models say of one slide together.
@Suite struct `A result of several models` {
    // MARK: Ranks

    @Test func `spreads ranks as computed by hand`() {
        // (rank - 1) / 2: 0, 0.5, 1 and 1, 0.5, 0 and 0.25, 1, 0.25.
        let spread = rankSpread(of: [[1, 2, 3], [9, 0, -1], [-5, 7, -5]])
        let first = [0.0, 1, 0.25], second = [0.5, 0.5, 1], third = [1, 0, 0.25]
        for (found, values) in zip(spread, [first, second, third]) {
            let mean = values.reduce(0, +) / 3
            let expected = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3).squareRoot()
            #expect(abs(Double(found) - expected) < 1e-7)
        }
    }

    @Test func `spreads ranks from 0 to 0.5, whatever the scores' size`() {
        #expect(rankSpread(of: [[0, 1, 2], [-7, 1e9, 2e9]]) == [0, 0, 0])
        #expect(rankSpread(of: [[0, 1, 2], [2, 1, 0]]) == [0.5, 0, 0.5])
        #expect(rankSpread(of: [[4, 4, 4], [4, 4, 4]]) == [0, 0, 0])
        #expect(rankSpread(of: [[0, -0.0], [5, 5]]) == [0, 0])
        #expect(rankSpread(of: [[3], [-3]]) == [0] && rankSpread(of: [[], []]) == [])
    }

    @Test func `spreads ranks alike in any order of the models`() {
        let maps: [[Float]] = (0..<5).map { model in (0..<40).map { tile in sin(Float(tile * (model + 3))) } }
        let spread = rankSpread(of: maps)
        #expect(rankSpread(of: maps.reversed()) == spread)
        #expect(rankSpread(of: [maps[2], maps[4], maps[0], maps[3], maps[1]]) == spread)
    }

    @Test func `correlates each pair, and knows no correlation of a constant map`() throws {
        let agreement = RankAgreement(of: [[1, 2, 3, 4], [4, 3, 2, 1], [1, 2, 4, 3], [7, 7, 7, 7]])
        // Spearman's 1 - 6 sum d^2 / (n (n^2 - 1)).
        let expected: [[Double?]] = [
            [1, -1, 0.8, nil], [-1, 1, -0.8, nil], [0.8, -0.8, 1, nil], [nil, nil, nil, nil],
        ]
        for (found, number) in zip(agreement.correlations.flatMap(\.self), expected.flatMap(\.self)) {
            #expect((found == nil) == (number == nil))
            if let found, let number { #expect(abs(found - number) < 1e-12) }
        }
        let mean = try #require(agreement.mean)
        #expect(abs(mean + 1.0 / 3) < 1e-12 && agreement.least == -1)
        let none = RankAgreement(of: [[1, 1], [2, 3]])
        #expect(none.mean == nil && none.least == nil)
    }

    // MARK: Predictions

    private static let classes = ["normal", "tumör"]

    @Test func `predicts what the mean of the probabilities says, not that of the logits`() throws {
        // Two models are a little for tumör, one is sure of normal.
        let predictions = [[0, 0.2], [0, 0.2], [9, 0]].map { Prediction(classes: Self.classes, logits: $0) }
        let mean = try #require(Prediction.mean(of: predictions))
        let probabilities = try predictions.map { Double(try #require($0.probabilities)[0]) }
        #expect(mean.probabilities?[0] == Float(probabilities.reduce(0, +) / 3) && mean.predictedClass == 0)
        #expect(mean.logits == [3, Float((Double(Float(0.2)) * 2) / 3)])
        let record = SlideEnsemble(Self.files.enumerated().map { ($1, predictions[$0]) }, mean: mean)
        #expect(record.agreeing == 1 && "\(record.summary(mean))" == "1 of 3 models predict normal")
        #expect(
            record.warning(mean) == "2 of 3 models predict another class than their mean, normal: a.pt (1) tumör, "
                + "a.pt (2) tumör")
        // The first of two classes that are equally probable.
        let even = try #require(
            Prediction.mean(of: [[1, 0], [0, 1]].map { Prediction(classes: Self.classes, logits: $0) }))
        #expect(even.predictedClass == 0)
    }

    @Test func `of one output has the mean value, and predicts nothing`() throws {
        let values = [[2], [-1]].map { Prediction(classes: ["risk"], logits: $0) }
        let mean = try #require(Prediction.mean(of: values))
        #expect(mean.value == 0.5 && mean.probabilities == nil && mean.predictedClass == nil)
        let record = SlideEnsemble(zip(Self.files, values).map { ($0, $1) }, mean: mean)
        #expect(record.agreeing == nil && record.warning(mean) == nil)
        #expect("\(record.summary(mean))" == "mean of 2 models")
        let sigmoids = [[2], [-1]].map { Prediction(classes: ["risk"], logits: $0, output: .sigmoid) }
        let sigmoid = try #require(Prediction.mean(of: sigmoids))
        let expected = sigmoids.reduce(0) { $0 + Double($1.sigmoid ?? .nan) } / 2
        #expect(sigmoid.sigmoid == Float(expected) && sigmoid.predictedClass == nil)
    }

    // MARK: Files

    private static let files = [
        FileReference("fold0/a.pt", fingerprint: "sha256:0"), FileReference("fold1/a.pt", fingerprint: "sha256:1"),
        FileReference("ü \"scores\":[.pt", fingerprint: nil),
    ]
    private static let constant = RankAgreement(of: [[1, 2], [2, 1], [1, 1]])
    private static let score = TileScore.model(Score(.relevance, class: 1))
    private static let mean = TileMap(
        score, scores: [0.5, -1], parts: ScoreParts(classToken: -0.5, biases: 0.0625, target: 7.5), logOdds: 7.25,
        rankAgreement: constant, warnings: ["w"])
    private static let disagreement = TileMap(
        .disagreement(Score(.relevance, class: 1)), scores: [0.125, 0.5], rankAgreement: constant)
    private static let cls = TileMap(
        .disagreement(Score(.cls, block: 0, head: .max), blocks: 3), scores: [0, 1 / 3],
        rankAgreement: RankAgreement(of: [[1, 2], [2, 1], [5, 6]]))

    private static func result(_ maps: [TileMap], classes: [String] = classes) throws -> SlideResult {
        let predictions = (0..<3).map { model in
            Prediction(classes: classes, logits: classes.indices.map { Float($0) - Float(model) / 3 })
        }
        let mean = try #require(Prediction.mean(of: predictions))
        var result = SlideResult(
            version: "9.9.9", features: FileReference("s.h5", fingerprint: "sha256:1"),
            model: .init(
                file: FileReference("a.pt, b.pt", fingerprint: nil), attention: "linear", pooling: "cls",
                activation: "ReLU"),
            prediction: mean, maps: maps, origins: [[0, 0], [512, 0]], tileSide: 512,
            tileSideSource: "patch_size_level0")
        result.ensemble = SlideEnsemble(zip(files, predictions).map { ($0, $1) }, mean: mean)
        return result
    }

    @Test(arguments: [
        ([mean], classes), ([disagreement], classes), ([mean, disagreement, cls], classes), ([cls], ["risk"]),
    ])
    func `reads back completely from JSON and from HDF5`(maps: [TileMap], classes: [String]) throws {
        let result = try Self.result(maps, classes: classes)
        for ending in ["json", "h5"] {
            let read = try Fixtures.withPath(ending) { path in
                try result.write(to: path)
                return try ending == "h5" ? SlideResult(readingHDF5From: path) : SlideResult(readingJSONFrom: path)
            }
            #expect(read == result, "\(ending)")
        }
        let json = try result.json()
        #expect(try json == jsonText(ResultFields(result)) && NumberLists(cutOutOf: Array(json.utf8)) != nil)
    }

    @Test func `has new fields, and a result of one model has none of them`() throws {
        func fields(_ result: SlideResult) throws -> Set<String> {
            let object = try JSONSerialization.jsonObject(with: Data(result.json().utf8))
            return Set(try #require(object as? [String: Any]).keys)
        }
        let several = try Self.result([Self.mean])
        var one = several
        one.ensemble = nil
        #expect(try fields(several).subtracting(fields(one)) == ["ensemble", "rankCorrelation"])
        #expect(several.alone(0) == several)
    }

    @Test func `of some of its maps keeps what the models say`() throws {
        let result = try Self.result([Self.mean, Self.disagreement, Self.cls])
        #expect(result.names == ["relevance", "relevance disagreement", "cls disagreement"])
        #expect(
            result.scoreNames.fileNames(classes: Self.classes).suffix(2) == [
                "relevance-disagreement", "cls-disagreement",
            ])
        #expect(
            result.alone(1).ensemble == result.ensemble
                && result.alone(2).maps[0].rankAgreement == Self.cls.rankAgreement)
        func chosen(_ kinds: [Score.Kind], _ across: [AcrossModels]?) throws -> [String] {
            var request = ScoreRequest(kinds)
            request.across = across
            return try result.choosing(request, path: "a").names
        }
        #expect(try chosen([.relevance], nil) == ["relevance"])
        #expect(try chosen([.relevance], [.disagreement]) == ["relevance disagreement"])
        #expect(try chosen([.relevance], [.disagreement, .mean]) == ["relevance disagreement", "relevance"])
        #expect(try chosen([.cls], nil) == ["cls disagreement"])
        #expect(
            throws: ResultError.noSuchScore(path: "a", asked: "cls", names: result.names)
        ) { try chosen([.cls], [.mean]) }
    }

    @Test(arguments: [
        ("\"agreeing\":", "\"agreeing\":9,\"x\":", "9 of 3 models"),
        (
            "\"predictedClass\":1,\"probabilities\":[", "\"predictedClass\":1,\"probabilities\":[0.5,",
            "2 logits, 3 probabilities"
        ),
        ("\"predictedClass\":1,\"probabilities\":", "\"predictedClass\":7,\"probabilities\":", "predictedClass 7"),
        ("\"predictedClass\":1,", "", "without a fact of its prediction"),
        ("\"rankCorrelation\":[[1", "\"rankCorrelation\":[[7", "rank correlations"),
        ("\"rankCorrelation\":[[", "\"rankCorrelation\":[[0.5],[", "rank correlations"),
    ])
    func `is refused where its models contradict it`(place: String, change: String, fault: String) throws {
        let json = try Self.result([Self.mean]).json()
        let changed = json.replacing(place, with: change, maxReplacements: 1)
        #expect(changed != json)
        try Fixtures.withPath("json") { path in
            try Data(changed.utf8).write(to: URL(filePath: path))
            let error = #expect(throws: ResultError.self) { try SlideResult(readingJSONFrom: path) }
            guard case .inconsistent(_, let found) = error else {
                return #expect(Bool(false), "\(String(describing: error))")
            }
            #expect(found.contains(fault), "\(found)")
        }
    }

    @Test func `is refused as HDF5 where the facts of its models are of another number`() throws {
        for (name, wrong) in [
            ("model_logits", ScoreFile.Attribute("model_logits", .float32([1, 2, 3]), isList: true)),
            ("rank_correlation", ScoreFile.Attribute("rank_correlation", .float64([1, 0.5]), isList: true)),
            ("model_fingerprints", ScoreFile.Attribute("model_fingerprints", .texts(["one"]), isList: true)),
        ] {
            let result = try Self.result([Self.mean])
            let attributes = try #require(result.ensemble).attributes(of: result.maps).map {
                $0.name == name ? wrong : $0
            }
            #expect(attributes.contains { $0.name == name })
            let known: [ScoreFile.Attribute] = [
                .init("linmil_version", .texts(["9.9.9"])), .init("slide", .texts(["s.h5"])),
                .init("score", .texts(["cls"])), .init("model", .texts(["a.pt"])),
                .init("attention", .texts(["linear"])),
                .init("pooling", .texts(["cls"])), .init("classes", .texts(Self.classes), isList: true),
                .init("logits", .float32([0, 1]), isList: true),
                .init("probabilities", .float32([0.25, 0.75]), isList: true), .init("predicted_class", .int64([1])),
            ]
            try Fixtures.withPath("h5") { path in
                try ScoreFile.write(
                    [[1, 2]], origins: result.origins, side: 512, slideSize: nil, attributes: known + attributes,
                    to: path)
                let error = #expect(throws: ResultError.self) { try SlideResult(readingHDF5From: path) }
                guard case .badAttribute(_, let attribute, _, _) = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(attribute == name)
            }
        }
    }

    @Test func `refuses a disagreement beyond its ends`() throws {
        let map = TileMap(Self.disagreement.score, scores: [0, 0.75])
        #expect(try Self.result([map]).fault == "a disagreement of 0.75 for tile 1")
    }

    // MARK: Names

    @Test func `names what models disagree on`() {
        let mean = Prediction(classes: Self.classes, logits: [0, 1])
        #expect("\(Self.disagreement.score.title(mean))" == "Models' disagreement: Relevance for tumör")
        #expect(Self.disagreement.score.parts(mean) == ["relevance", "tumör", "disagreement"])
        #expect(Self.cls.score.parts(mean) == ["cls", "block", "0", "head", "max", "disagreement"])
        #expect(!Self.disagreement.score.isTwoSided && Self.disagreement.score.subject(mean) == nil)
    }
}
