/// The derivative of one block: first half back to attention, then, once all tokens have handed back what they received,
/// second half back to the block's input.
struct BlockBackward: Sendable {
    private let complete: CompleteBlock
    private let attention: any BackwardAttention
    private let perceptron: PerceptronBackward
    private let parts: [PerceptronBackward.Sums]
    private let rule: BackwardRule

    init(_ complete: CompleteBlock, _ rule: BackwardRule, width: Int, receivers: Int, chunks: Int) throws {
        (self.complete, self.rule) = (complete, rule)
        attention = try complete.attention.backward(rule, receivers: receivers, chunks: chunks)
        let perceptron = try PerceptronBackward(complete.block, rule)
        self.perceptron = perceptron
        parts = try (0..<chunks).map { _ in try perceptron.sums(width: width) }
    }

    /// First half. Turns the derivative by the block's output into the one by its input as far as it can be known: the part
    /// of keys and values is missing until all tokens have passed. dx [rows, D]
    ///
    /// - Parameter x: the tokens as they enter the block. [rows, D]
    func gather(_ dx: Rows, at x: Rows, position: Int, chunk: Int, _ work: Workspace) {
        var work = work
        let attended = work.rows(x.count, x.columns)  // [rows, D]
        let y = complete.block.normalised(x, &work)  // [rows, D]
        let dy = work.rows(x.count, x.columns)  // [rows, D]
        attended.copy(x)
        dy.fill(0)
        attention.gather(dx, through: attended, from: y, into: dy, at: position, chunk: chunk, work) { work in
            perceptron.apply(to: dx, at: attended, work, sums: parts[chunk])
        }
        if rule == .derivative {
            complete.block.norm1.addDerivative(at: x, of: dy, to: dx, holdingScale: false)
        }
    }

    /// Finishes once all tokens have been gathered.
    func complete(_ workers: Workers) throws -> BlockReturn {
        for part in parts.dropFirst() { parts[0].add(part) }
        return try BlockReturn(
            norm: complete.block.norm1, attention: attention.complete(workers), rule: rule,
            width: parts[0].norm.columns, chunks: parts.count, perceptronBiases: perceptron.biases(parts[0]))
    }
}

/// The second half of a block's derivative: what comes back to its input by way of keys and values.
struct BlockReturn: Sendable {
    private let norm: LayerNorm
    private let attention: any CompleteBackwardAttention
    private let rule: BackwardRule
    private let perceptronBiases: Double
    private let parts: [Matrix]  // [chunks] of [1, D], the sums of dy: the derivative by norm1's bias

    init(
        norm: LayerNorm, attention: any CompleteBackwardAttention, rule: BackwardRule, width: Int, chunks: Int,
        perceptronBiases: Double
    ) throws {
        (self.norm, self.attention, self.rule) = (norm, attention, rule)
        self.perceptronBiases = perceptronBiases
        parts = try (0..<chunks).map { _ in try Matrix(1, width) }
    }

    /// Adds what comes back to some tokens. x [rows, D], dx [rows, D]
    ///
    /// - Parameter x: the tokens as they enter the block.
    func add(to dx: Rows, at x: Rows, position: Int, chunk: Int, _ work: Workspace) {
        add(to: dx, at: x, chunk: chunk, work) { dy, y, work in
            attention.add(to: dy, from: y, at: position, chunk: chunk, work)
        }
    }

    /// Adds what comes back to the class token of a readout. x [1, D], dx [1, D]
    func add(to dx: Rows, atClassToken x: Rows, of readout: any BackwardReadout, _ work: Workspace) {
        add(to: dx, at: x, chunk: 0, work) { dy, y, work in
            attention.add(to: dy, from: y, at: 0, chunk: 0, work)
            readout.addToClassToken(dy, from: y, work)
        }
    }

    private func add(
        to dx: Rows, at x: Rows, chunk: Int, _ work: Workspace, attention: (_ dy: Rows, _ y: Rows, Workspace) -> Void
    ) {
        var work = work
        let y = work.rows(x.count, x.columns)
        let dy = work.rows(x.count, x.columns)
        norm.apply(to: x, into: y)
        dy.fill(0)
        attention(dy, y, work)
        dy.addSum(to: parts[chunk].rows)
        norm.addDerivative(at: x, of: dy, to: dx, holdingScale: rule.holdsScales)
    }

    /// What the block's biases take, once all tokens have been added.
    func biases() -> Double {
        for part in parts.dropFirst() { parts[0].rows.add(part.rows) }
        return attention.biases + perceptronBiases + (parts.first.map { $0.rows.dot(norm.biasRow) } ?? 0)
    }
}
