internal import Files
internal import Synchronization

/// Makes a model's layers of a checkpoint whose names and shapes have been checked; every weight must be finite.
struct WeightReader: Sendable {
    let checkpoint: Checkpoint
    /// That of the layers that all tiles pass.
    var precision = Precision.float32
    private let memory = WeightMemory()
    private let last = LastTensor()

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
        let matrix = try last.withFloats(of: tensor, name, in: checkpoint) { values in
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
        _ name: String, outputs: Range<Int>? = nil, inputs: Range<Int>? = nil, hasBias: Bool = true,
        precision: Precision? = nil
    ) throws -> Linear {
        let bias = hasBias ? try vector(name + ".bias") : nil
        let name = name + ".weight"
        let (tensor, columns) = try shaped(name)
        let outputs = outputs ?? 0..<tensor.shape[0]
        let layer = try last.withFloats(of: tensor, name, in: checkpoint) { values in
            try Linear(
                values, columns: columns, outputs: outputs, inputs: inputs ?? 0..<columns,
                bias: bias.map { Array($0[outputs]) }, precision: precision ?? self.precision, in: memory)
        }
        guard layer.isFinite else {
            throw ModelError.nonFiniteWeights(path: checkpoint.path, tensor: name)
        }
        return layer
    }

    func layerNorm(_ name: String) throws -> LayerNorm {
        try LayerNorm(gain: vector(name + ".weight"), bias: vector(name + ".bias"))
    }

    /// A block with what its attention reads by itself.
    func block<Mixing>(
        _ index: Int, _ configuration: Configuration,
        attention: (_ weights: WeightReader, _ name: String, _ configuration: Configuration) throws -> Mixing
    ) throws -> TransformerBlock<Mixing> {
        let name = "transformer.\(index)"
        return TransformerBlock(
            index: index, norm1: try layerNorm("\(name).norm1"),
            attention: try attention(self, "\(name).attn", configuration), norm2: try layerNorm("\(name).norm2"),
            perceptron: try perceptron("\(name).mlp", configuration.hiddenDimension))
    }

    private func perceptron(_ name: String, _ hidden: Int) throws -> Perceptron {
        let slices = stride(from: 0, to: hidden, by: Perceptron.sliceWidth).map {
            $0..<min(hidden, $0 + Perceptron.sliceWidth)
        }
        // Layer by layer, for a tensor of which the next part is wanted is not read again.
        let fc1 = try slices.map { try linear("\(name).fc1", outputs: $0) }
        let fc2 = try slices.map { try linear("\(name).fc2", inputs: $0, hasBias: $0.lowerBound == 0) }
        return Perceptron(slices: zip(fc1, fc2).map { (fc1: $0, fc2: $1) })
    }

    private func shaped(_ name: String) throws -> (tensor: Checkpoint.Tensor, columns: Int) {
        guard let tensor = checkpoint.tensors[name], tensor.shape.count == 2 else {
            throw CheckpointError.missingTensor(path: checkpoint.path, name: name)
        }
        return (tensor, tensor.shape[1])
    }
}

/// The values of the tensor that was read last, since several layers may be parts of one. All tensors are read into the same
/// memory.
private final class LastTensor: Sendable {
    private let last = Mutex<(name: String, values: [Float])>(("", []))

    /// Calls `body` with the values of a tensor, row-major.
    func withFloats<Result>(
        of tensor: Checkpoint.Tensor, _ name: String, in checkpoint: Checkpoint, _ body: (Span<Float>) throws -> Result
    ) throws -> Result {
        try last.withLock { last in
            if last.name != name {
                last.name = ""
                do throws(FileError) { try tensor.read(into: &last.values) } catch { throw CheckpointError.file(error) }
                last.name = name
            }
            return try body(last.values.span)
        }
    }
}
