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
}
