import Testing

@testable import LinMIL

/// Maps of a model whose head and blocks get random weights.
@Suite struct SanityTests {
    private static let tiles = 40

    private static func slide() throws -> (model: Model, features: FeatureSource) {
        let configuration = Configuration(inputDimension: 6, classes: 3, latentDimension: 8, depth: 2, heads: 2)
        let values = (0..<tiles * 6).map { Float(($0 * 7919) % 1009) / 500 - 1 }
        return (try Model(random: configuration, seed: 9), FeatureSource(values, width: 6))
    }

    @Test func `a closure that computes a score gives what the score gives`() throws {
        let (model, features) = try Self.slide()
        for score in [Score(.relevance, class: 2), .cls] {
            let map = try #require(try model.forward(features, scores: [score]).scores[score])
            let expected = try Sanity.test([score: map], of: model, on: features)[score]
            let found = try Sanity.test(map, of: model, speaksOfClass: score.kind.speaksOfClass) { model in
                try model.forward(features, scores: [score]).scores[score] ?? []
            }
            #expect(found == expected && found.dependsOnModel == true)
            #expect(found.correlations.map(\.step) == [.head, .block(1), .block(0)])
        }
    }

    @Test func `a map of positions does not depend on the model`() throws {
        let (model, _) = try Self.slide()
        let positions = (0..<Self.tiles).map { Float($0 % 7) }
        let sanity = try Sanity.test(positions, of: model) { _ in positions }
        #expect(sanity.dependsOnModel == false)
        #expect(sanity.correlations.allSatisfy { $0.applies && ($0.value ?? 0) > 0.999_999 })
    }

    @Test func `a constant map has no rank correlation, so nothing is known of what it depends on`() throws {
        let (model, _) = try Self.slide()
        let constant = [Float](repeating: 3, count: Self.tiles)
        let sanity = try Sanity.test(constant, of: model) { _ in (0..<Self.tiles).map { Float($0) } }
        #expect(sanity.correlations.allSatisfy { $0.value == nil } && sanity.dependsOnModel == nil)
    }

    @Test func `an error of the closure is thrown on`() throws {
        struct Failure: Error, Equatable {}
        let (model, _) = try Self.slide()
        #expect(throws: Failure()) {
            try Sanity.test(Array(repeating: 0, count: Self.tiles), of: model) { _ in throw Failure() }
        }
    }
}
