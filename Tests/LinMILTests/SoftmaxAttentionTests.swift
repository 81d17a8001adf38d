import Foundation
import Testing

@testable import LinMIL

/// Softmax attention against what lin_mil 1.0.1 computes in float64 (Fixtures/softmax/make_softmax.py).
@Suite struct SoftmaxAttentionTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/softmax")

    /// Numbers of tiles around the widths of panels and blocks, one and many blocks of queries and keys.
    static let cases: [(model: String, tiles: Int)] =
        ["two-heads-cls", "two-heads-mean"].flatMap { model in [1, 37, 63, 64, 65, 389].map { (model, $0) } }
        + [("bare-head-mean", 65), ("long-cls", 3000), ("long-shallow-mean", 3000)]

    static func read(_ name: String) throws -> Checkpoint {
        try Checkpoint(readingFrom: folder.appending(path: "\(name).safetensors").path)
    }

    /// The first tiles of the slide.
    static func slide(_ tiles: Int) throws -> FeatureSource {
        let features = try read("slide")
        let width = try #require(features.tensors["features"]?.shape.last)
        return FeatureSource(Array(try features.floats("features").prefix(tiles * width)), width: width)
    }

    @Test(arguments: cases)
    func `logits, scores and tokens before each block equal the package's`(name: String, tiles: Int) throws {
        let model = try Model(Self.read(name))
        let expected = try Self.read("\(name)-\(tiles).expected")
        let scores: Set<Score> = model.configuration.pooling == .cls ? [.cls, .attn] : [.attn]
        #expect(model.configuration.attention == .softmax)

        let (output, trace) = try model.traced(try Self.slide(tiles), scores: scores)
        #expect(tiles > 1000 || expected.tensors["block.\(model.configuration.depth - 1).tiles"] != nil)
        model.expectTokensBeforeBlocks(of: trace, expected)
        try expectClose(output.logits, expected.floats("logits"), "logits")
        let constant = try #require(try expected.floats("attn").first)
        expectClose(
            try #require(output.scores[.attn]), Array(repeating: constant, count: tiles), "attn")
        if let cls = output.scores[.cls] { try expectClose(cls, expected.floats("cls"), "cls") }
    }

    @Test(arguments: Configuration.Pooling.allCases)
    func `the result is the same bit for bit on 1, 2 and 7 threads`(pooling: Configuration.Pooling) throws {
        let model = try Model(Self.read("two-heads-\(pooling.rawValue)"))
        let features = try Self.slide(700)
        let scores: Set<Score> = pooling == .cls ? [.cls, .attn] : [.attn]
        try expectSameBits(of: model, features, scores)
    }

    /// Exponentials of such logits, taken without the running maximum, would be infinite.
    @Test func `logits of many thousands leave the attention on one tile`() throws {
        let small = try Self.read("two-heads-cls")
        let name = "transformer.1.attn.to_qkv.weight"
        let enlarged = try tensors(of: small) { $0[name]?.values = try small.floats(name).map { $0 * 1000 } }
        let output = try Model(enlarged).forward(try Self.slide(389), scores: [.cls], threads: 2)
        let attention = try #require(output.scores[.cls])
        // Each of the two heads looks at one token; the class token may be one of them.
        #expect(attention.allSatisfy { $0 >= 0 && $0 <= 1 })
        #expect(attention.filter { $0 > 0.4 }.count <= 2 && attention.reduce(0, +) <= 1 + 1e-6)
    }

    @Test func `a model whose attention leaves the range of float32 is refused, not drawn`() throws {
        let small = try Self.read("two-heads-cls")
        let name = "transformer.0.attn.to_qkv.weight"
        let enlarged = try tensors(of: small) { $0[name]?.values = try small.floats(name).map { $0 * 1e30 } }
        #expect(throws: ModelError.self) {
            try Model(enlarged).forward(try Self.slide(37), scores: [.cls], threads: 2)
        }
    }

    @Test func `a weight that is not finite is named`() throws {
        let small = try Self.read("two-heads-cls")
        for name in ["to_qkv.weight", "to_out.0.weight", "to_out.0.bias"].map({ "transformer.1.attn.\($0)" }) {
            // The first row of to_qkv is a query's.
            let broken = try tensors(of: small) { $0[name]?.values[0] = .nan }
            #expect(throws: ModelError.nonFiniteWeights(path: "model.pt", tensor: name)) { try Model(broken) }
        }
    }

    /// A checkpoint's tensors, changed.
    private func tensors(of checkpoint: Checkpoint, _ change: (inout ModelTests.Tensors) throws -> Void) throws
        -> Checkpoint
    {
        var tensors: ModelTests.Tensors = [:]
        for (name, tensor) in checkpoint.tensors { tensors[name] = (tensor.shape, try checkpoint.floats(name)) }
        try change(&tensors)
        return Checkpoint(path: "model.pt", metadata: [:], floats: tensors)
    }
}

/// Panels against products written out.
@Suite struct PanelsTests {
    /// Rounding of float32 sums of up to a hundred products of numbers below one.
    static let rounding: Float = 1e-5

    func matrix(_ rows: Int, _ columns: Int, seed: Int) throws -> Matrix {
        try Matrix(rows, columns, (0..<rows * columns).map { Float(($0 * 7919 + seed * 104_729) % 2003) / 1001.5 - 1 })
    }

    @Test(arguments: [1, 31, 32, 33, 100])
    func `weights set in parts give the products of the whole`(tokens: Int) throws {
        let (d, rows) = (40, 5)
        let (k, v) = (try matrix(tokens, d, seed: 1), try matrix(tokens, d, seed: 2))
        let (keys, values) = (try Panels(outputs: tokens, inputs: d), try Panels(outputs: d, inputs: tokens))
        // A first row alone, as a class token is, moves the rest off the panels' borders.
        for part in [0..<1, 1..<tokens] {
            keys.setOutputs(from: part.lowerBound, to: k[part])
            values.setInputs(from: part.lowerBound, to: v[part])
        }
        let q = try matrix(rows, d, seed: 3)
        let (products, output) = (try Matrix(rows, tokens), try Matrix(rows, d))
        for first in stride(from: 0, to: tokens, by: 64) {
            let block = first..<min(first + 64, tokens)
            keys.apply(to: q.rows, outputs: block, into: products.rows.columns(block))
            values.add(of: products.rows.columns(block), inputs: block, to: output.rows)
        }

        for row in 0..<rows {
            let query = q[row..<row + 1].values
            let dots = (0..<tokens).map { token in
                zip(k[token..<token + 1].values, query).reduce(Float(0)) { $0 + $1.0 * $1.1 }
            }
            let found = products[row..<row + 1].values
            #expect(zip(found, dots).allSatisfy { abs($0 - $1) < Self.rounding })
            for column in 0..<d {
                let sum = v.rows.columns(column..<column + 1).values.indices.reduce(Float(0)) {
                    $0 + dots[$1] * v.values[$1 * d + column]
                }
                let difference = abs(output[row..<row + 1].values[column] - sum)
                #expect(difference < Self.rounding * Float(tokens), "row \(row), column \(column)")
            }
        }
    }
}
