import Testing

@testable import LinMIL

@Suite struct PanelTests {
    /// Sizes below, at and above the 32 outputs of a panel.
    @Test(arguments: [1, 31, 32, 33, 70], [3, 64])
    func `keys and values come back as they were set`(tokens: Int, width: Int) throws {
        var generator = SplitMix64(seed: 1)
        let values = (0..<tokens * width).map { _ in Float.random(in: -1..<1, using: &generator) }
        let rows = try Matrix(tokens, width, values)
        let keys = try Panels(outputs: tokens, inputs: width)
        let weighted = try Panels(outputs: width, inputs: tokens)
        keys.setOutputs(from: 0, to: rows.rows)
        weighted.setInputs(from: 0, to: rows.rows)
        for range in [0..<tokens, tokens / 2..<tokens, tokens / 3..<tokens / 2] {
            let (key, value) = (try Matrix(range.count, width), try Matrix(range.count, width))
            keys.copyOutputs(range, into: key.rows)
            weighted.copyInputs(range, into: value.rows)
            #expect(key.values == rows[range].values)
            #expect(value.values == rows[range].values)
        }
    }

    @Test(arguments: [1, 31, 33, 70], [3, 64])
    func `in bfloat16 give the rounded keys and values, and the products of rounded numbers`(
        tokens: Int, width: Int
    ) throws {
        let rows = try Matrix(tokens, width, KernelTests.numbers(tokens * width, seed: 1))
        let keys = try Panels(outputs: tokens, inputs: width, precision: .bfloat16)
        let weighted = try Panels(outputs: width, inputs: tokens, precision: .bfloat16)
        // A first row alone, as a class token is, moves the rest off the pairs' and the panels' borders.
        for part in [0..<1, 1..<tokens] {
            keys.setOutputs(from: part.lowerBound, to: rows[part])
            weighted.setInputs(from: part.lowerBound, to: rows[part])
        }
        let rounded = try Matrix(tokens, width, rows.values)
        rounded.rows.round(to: .bfloat16)
        #expect(rounded.values != rows.values)
        let (key, value) = (try Matrix(tokens, width), try Matrix(tokens, width))
        keys.copyOutputs(0..<tokens, into: key.rows)
        weighted.copyInputs(0..<tokens, into: value.rows)
        #expect(key.values == rounded.values && value.values == rounded.values)

        let queries = try Matrix(5, width, KernelTests.numbers(5 * width, seed: 2))
        let (logits, expected) = (try Matrix(5, tokens), try Matrix(5, tokens))
        for first in stride(from: 0, to: tokens, by: 32) {
            let block = first..<min(first + 32, tokens)
            keys.apply(to: queries.rows, outputs: block, into: logits.rows.columns(block))
        }
        try Linear(rows.rows, bias: nil, precision: .bfloat16).apply(to: queries.rows, into: expected.rows)
        #expect(logits.values == expected.values)

        let (sums, whole) = (try Matrix(5, width), try Matrix(5, width))
        for first in stride(from: 0, to: tokens, by: 32) {
            let block = first..<min(first + 32, tokens)
            weighted.add(of: logits.rows.columns(block), inputs: block, to: sums.rows)
        }
        try Linear(rows.rows.transposed().rows, bias: nil, precision: .bfloat16).apply(
            to: logits.rows, into: whole.rows)
        #expect(zip(sums.values, whole.values).allSatisfy { abs($0 - $1) <= 1e-4 * max(1, abs($1)) })
    }
}
