import Foundation
import Synchronization
import Testing

@testable import LinMIL

/// What the engine forms inside each block, by name, against the paper forward and against what forward hooks see of
/// lin_mil 1.0.1 in float64 (Fixtures/intermediates/make_intermediates.py).
@Suite struct IntermediateTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let attention: Configuration.Attention
        let pooling: Configuration.Pooling
        var activation = Activation.relu

        var testDescription: String { "\(attention.rawValue), \(pooling.rawValue), \(activation.rawValue)" }
    }

    /// Every mechanism and pooling; and for linear attention the other activations, of which there are no dumps.
    static let dumped = Configuration.Attention.allCases.flatMap { attention in
        Configuration.Pooling.allCases.map { Case(attention: attention, pooling: $0) }
    }
    static let all =
        dumped
        + Activation.allCases.filter { $0 != .relu }.map { Case(attention: .linear, pooling: .cls, activation: $0) }

    @Test(arguments: all)
    func `every intermediate inside every block equals the paper's`(test: Case) throws {
        let (model, _, tiles) = try test.read()
        let paper = try test.paper()
        let (output, trace) = try model.traced(test.source(tiles), scores: test.scores)

        for (index, block) in paper.blocks.enumerated() {
            let names = test.formed(inLast: index == paper.blocks.count - 1)
            #expect(trace.names(block: index) == names)
            for name in names {
                let found = trace.rows(name, block: index) ?? []
                let expected = try #require(block.formed[name])
                // In the last block under pooling cls there is only the class token's row of most.
                let rows = expected.prefix(found.count)
                expectClose(found.flatMap(\.self), rows.flatMap(\.self).map(Float.init), "\(name) of block \(index)")
            }
        }
        expectClose(output.logits, paper.logits.map(Float.init), "logits")
        if let cls = output.scores[.cls] {
            let weights = try #require(paper.blocks.last).classWeights.dropFirst()
            let mean = weights.map { Float($0.reduce(0, +) / Double($0.count)) }
            expectClose(cls, mean, "cls")
        }
        if let attn = output.scores[.attn] {
            expectClose(attn, try #require(paper.packageAttention).map(Float.init), "attn")
        }
    }

    @Test(arguments: dumped)
    func `every 24th token's intermediates equal the package's`(test: Case) throws {
        let (model, _, tiles) = try test.read()
        let dump = try Self.checkpoint("intermediates/\(test.attention.rawValue)-\(test.pooling.rawValue)")
        let (output, trace) = try model.traced(test.source(tiles), scores: test.scores)
        try expectClose(output.logits, dump.floats("logits"), "logits")

        var compared = 0
        for block in 0..<model.configuration.depth {
            for name in trace.names(block: block) {
                guard let stored = try? dump.floats("block.\(block).\(name.dumped)") else { continue }
                let rows = try #require(trace.rows(name, block: block))
                let every24th = name.isOfTokens ? stride(from: 0, to: rows.count, by: 24).map { rows[$0] } : rows
                let found = every24th.flatMap(\.self)
                expectClose(found, Array(stored.prefix(found.count)), "\(name) of block \(block)")
                compared += 1
            }
        }
        // All but Nystrom attention's A1, which is no module's output in the package.
        let formed = (0..<model.configuration.depth).map { block in
            trace.names(block: block).subtracting([.landmarkWeights]).count
        }
        #expect(compared == formed.reduce(0, +))
    }

    /// The forward pass asks for them in the last block only, and linear attention takes a shortcut there.
    @Test(arguments: dumped.filter { $0.pooling == .cls })
    func `the class token's weights of each head in any block equal the paper's`(test: Case) throws {
        let (model, _, _) = try test.read()
        let paper = try test.paper()
        let workers = try Workers(threads: 2, floats: 1 << 20)
        for (block, expected) in zip(model.blocks, paper.blocks) {
            let x = try #require(expected.formed[.input])  // [N, D]
            let input = try Matrix(x.count, x[0].count, x.flatMap { $0.map(Float.init) })
            let y = try Matrix(x.count, x[0].count)
            block.norm1.apply(to: input.rows, into: y.rows)
            let gathering = try block.attention.begin(tokens: x.count, chunks: 1)
            gathering.gather(y[0..<100], at: 0, chunk: 0, workers.own)
            gathering.gather(y[100..<x.count], at: 100, chunk: 0, workers.own)
            let weights = try gathering.complete(workers).weights(ofClassToken: y[0..<1], workers)

            let found = try Matrix(x.count, model.configuration.heads)
            for rows in [0..<1, 1..<120, 120..<x.count] {  // off the borders of panels and segments
                weights.weigh(y[rows], at: rows.lowerBound, workers.own, into: found[rows])
            }
            for head in 0..<model.configuration.heads {
                let column = found.rows.head(head, width: 1).values.map { $0 / weights.denominators[head] }
                expectClose(column, expected.classWeights.map { Float($0[head]) }, "block \(block.index), head \(head)")
            }
        }
    }

    @Test(arguments: dumped)
    func `a mechanism has a package attention where it says so`(test: Case) throws {
        let (model, _, tiles) = try test.read()
        let gathering = try #require(model.blocks.first).attention.begin(tokens: tiles.count, chunks: 1)
        let y = try Matrix(tiles.count, model.configuration.latentDimension)
        let workers = try Workers(threads: 1, floats: 1 << 20)
        gathering.gather(y.rows, at: 0, chunk: 0, workers.own)
        let attention = try gathering.complete(workers)
        #expect((attention.packageAttention != nil) == test.attention.hasPackageAttention)
    }

    static func checkpoint(_ name: String) throws -> Checkpoint {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        return try Checkpoint(readingFrom: folder.appending(path: "\(name).safetensors").path)
    }
}

extension IntermediateTests.Case {
    /// The model, its checkpoint and the first 200 tiles, as the script takes them. tiles [200, F]
    func read() throws -> (Model, Checkpoint, tiles: Numbers) {
        let (model, features) =
            switch attention {
            case .linear: ("models/common-\(pooling.rawValue)", "models/common-cls-ReLU.expected")
            case .softmax: ("softmax/two-heads-\(pooling.rawValue)", "softmax/slide")
            case .nystrom: ("nystrom/\(pooling.rawValue)", "nystrom/cls.expected")
            case .dilated: ("dilated/three-heads-\(pooling.rawValue)", "dilated/features")
            }
        let checkpoint = try IntermediateTests.checkpoint(model)
        let stored = try IntermediateTests.checkpoint(features)
        let width = try #require(stored.tensors["features"]?.shape.last)
        let values = try stored.floats("features").map(Double.init)
        let tiles = (0..<200).map { Array(values[$0 * width..<($0 + 1) * width]) }
        return (try Model(checkpoint, activation: activation), checkpoint, tiles)
    }

    /// The paper forward of the first 200 tiles, which several tests compare with. It runs once.
    func paper() throws -> PaperForward {
        try Self.papers.withLock { papers in
            if let paper = papers[testDescription] { return paper }
            let (model, checkpoint, tiles) = try read()
            let paper = try PaperForward(checkpoint, model.configuration, features: tiles)
            papers[testDescription] = paper
            return paper
        }
    }

    private static let papers = Mutex<[String: PaperForward]>([:])

    func source(_ tiles: Numbers) -> FeatureSource {
        FeatureSource(tiles.flatMap { $0.map(Float.init) }, width: tiles[0].count)
    }

    /// The scores that such a model has.
    var scores: Set<Score> {
        Set((pooling == .cls ? [.cls] : []) + (attention.hasPackageAttention ? [.attn] : []))
    }

    /// What the engine forms in a block of this kind.
    func formed(inLast last: Bool) -> Set<Intermediate> {
        let isReadOut = last && pooling == .cls
        let inside: Set<Intermediate> =
            switch attention {
            case .linear where isReadOut: [.queries, .keys, .keySum]
            case .linear: [.queries, .keys, .values, .keySum, .keyValue, .denominators]
            case .softmax: [.queries, .keys, .values, .largestLogits, .exponentialSums, .headOutputs]
            case .nystrom: [.values, .inverse, .landmarkWeights, .headOutputs]
            case .dilated: [.headOutputs]
            }
        return inside.union([.input, .attended, .hidden(slice: 0), .output])
    }
}

extension Intermediate {
    /// Its name in the dumps.
    fileprivate var dumped: String {
        switch self {
        case .hidden: "hidden"
        case let name: "\(name)"
        }
    }

    /// Whether it has a row for each token, of which every 24th is in the dumps. The inverse is thinned likewise.
    fileprivate var isOfTokens: Bool { self != .keySum && self != .keyValue }
}
