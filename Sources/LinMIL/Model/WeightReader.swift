/// Makes a model's layers of a checkpoint whose names and shapes have been checked; every weight must be finite.
struct WeightReader: Sendable {
    let checkpoint: Checkpoint

    /// A vector, or any tensor in row-major order.
    func vector(_ name: String) throws -> [Float] {
        let values = try checkpoint.floats(name)
        guard values.allSatisfy(\.isFinite) else {
            throw ModelError.nonFiniteWeights(path: checkpoint.path, tensor: name)
        }
        return values
    }

    /// Some rows of a matrix, not packed. [rows, columns]
    func matrix(_ name: String, rows: Range<Int>? = nil) throws -> Matrix {
        let (tensor, columns) = try shaped(name)
        let rows = rows ?? 0..<tensor.shape[0]
        let matrix = try tensor.withFloats { values in
            try Matrix(rows.count, columns, values.extracting(rows.lowerBound * columns..<rows.upperBound * columns))
        }
        guard matrix.rows.nonFinite() == nil else {
            throw ModelError.nonFiniteWeights(path: checkpoint.path, tensor: name)
        }
        return matrix
    }

    /// A linear layer, or the part of one between some of its inputs and outputs.
    ///
    /// - Parameter hasBias: false where another part of the same layer adds the bias.
    func linear(
        _ name: String, outputs: Range<Int>? = nil, inputs: Range<Int>? = nil, hasBias: Bool = true
    ) throws -> Linear {
        let (tensor, columns) = try shaped(name + ".weight")
        let outputs = outputs ?? 0..<tensor.shape[0]
        let bias = hasBias ? Array(try vector(name + ".bias")[outputs]) : nil
        let layer = try tensor.withFloats { values in
            try Linear(values, columns: columns, outputs: outputs, inputs: inputs ?? 0..<columns, bias: bias)
        }
        guard layer.isFinite else {
            throw ModelError.nonFiniteWeights(path: checkpoint.path, tensor: name + ".weight")
        }
        return layer
    }

    func layerNorm(_ name: String) throws -> LayerNorm {
        try LayerNorm(gain: vector(name + ".weight"), bias: vector(name + ".bias"))
    }

    func block(_ index: Int, _ configuration: Configuration) throws -> TransformerBlock {
        let name = "transformer.\(index)"
        let hidden = configuration.hiddenDimension
        return TransformerBlock(
            norm1: try layerNorm("\(name).norm1"), attention: try attention("\(name).attn", configuration),
            norm2: try layerNorm("\(name).norm2"),
            perceptron: try stride(from: 0, to: hidden, by: TransformerBlock.sliceWidth).map { first in
                let slice = first..<min(hidden, first + TransformerBlock.sliceWidth)
                return (
                    fc1: try linear("\(name).mlp.fc1", outputs: slice),
                    fc2: try linear("\(name).mlp.fc2", inputs: slice, hasBias: first == 0)
                )
            })
    }

    /// The attention of a block, of the kind that the configuration names.
    private func attention(_ name: String, _ configuration: Configuration) throws -> any Attention {
        switch configuration.attention {
        case .linear: try linearAttention(name, configuration)
        case .softmax: try softmaxAttention(name, configuration)
        case .nystrom: try nystromAttention(name, configuration)
        case .dilated: DilatedAttention(heads: configuration.heads, width: configuration.latentDimension)
        }
    }

    private func linearAttention(_ name: String, _ configuration: Configuration) throws -> LinearAttention {
        let width = configuration.latentDimension
        func third(_ part: Int) -> Range<Int> { part * width..<(part + 1) * width }
        return LinearAttention(
            heads: configuration.heads, activation: configuration.activation,
            query: try linear("\(name).qkv", outputs: third(0)), key: try linear("\(name).qkv", outputs: third(1)),
            value: try linear("\(name).qkv", outputs: third(2)), temperature: try vector("\(name).temperature"),
            projection: try matrix("\(name).proj.weight"), projectionBias: try vector("\(name).proj.bias"))
    }

    private func softmaxAttention(_ name: String, _ configuration: Configuration) throws -> SoftmaxAttention {
        let inner = configuration.innerDimension
        func third(_ part: Int) -> Range<Int> { part * inner..<(part + 1) * inner }
        let qkv = "\(name).to_qkv"
        let query = try matrix("\(qkv).weight", rows: third(0))
        let scaled = try Matrix(query.rowCount, query.columns)
        scaled.rows.add(query.rows, times: 1 / Float(configuration.headDimension).squareRoot())
        return SoftmaxAttention(
            heads: configuration.heads, query: try Linear(scaled.rows, bias: nil),
            key: try linear(qkv, outputs: third(1), hasBias: false),
            value: try linear(qkv, outputs: third(2), hasBias: false),
            projection: configuration.hasOutputProjection ? try linear("\(name).to_out.0") : nil)
    }

    private func nystromAttention(_ name: String, _ configuration: Configuration) throws -> NystromAttention {
        let width = configuration.innerDimension
        func third(_ part: Int) -> Range<Int> { part * width..<(part + 1) * width }
        return NystromAttention(
            heads: configuration.heads, query: try matrix("\(name).to_qkv.weight", rows: third(0)),
            key: try matrix("\(name).to_qkv.weight", rows: third(1)),
            value: try linear("\(name).to_qkv", outputs: third(2), hasBias: false),
            convolution: try vector("\(name).res_conv.weight"), output: try linear("\(name).to_out.0"))
    }

    /// The last of linear blocks, with what pooling `cls` needs of it.
    func lastLinearBlock(_ block: TransformerBlock, _ configuration: Configuration) throws -> LastLinearBlock? {
        guard let attention = block.attention as? LinearAttention, configuration.pooling == .cls else { return nil }
        let (name, width) = ("transformer.\(configuration.depth - 1)", configuration.latentDimension)
        let values = 2 * width..<3 * width
        return try LastLinearBlock(
            block, attention, valueWeight: matrix("\(name).attn.qkv.weight", rows: values),
            valueBias: Array(vector("\(name).attn.qkv.bias")[values]))
    }

    private func shaped(_ name: String) throws -> (tensor: Checkpoint.Tensor, columns: Int) {
        guard let tensor = checkpoint.tensors[name], tensor.shape.count == 2 else {
            throw CheckpointError.missingTensor(path: checkpoint.path, name: name)
        }
        return (tensor, tensor.shape[1])
    }
}
