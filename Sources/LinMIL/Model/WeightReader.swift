internal import Files
internal import Synchronization

/// Makes a model's layers of a checkpoint whose names and shapes have been checked; every weight must be finite.
struct WeightReader: Sendable {
    let checkpoint: Checkpoint
    /// That of the layers that all tiles pass.
    var precision = Precision.float32
    private let memory = WeightMemory()
    private let last = LastMatrix()

    /// A vector, or any tensor in row-major order.
    func vector(_ name: String) throws -> [Float] {
        let values = try checkpoint.floats(name)
        guard values.allSatisfy(\.isFinite) else {
            throw ModelError.nonFiniteWeights(path: checkpoint.path, tensor: name)
        }
        return values
    }

    /// Some rows of a matrix, not packed. [rows, columns]
    func matrix(_ name: String, rows part: Range<Int>? = nil) throws -> Matrix {
        let matrix = try last.withRows(of: name, in: checkpoint) { rows in
            let rows = part.map { rows.rows($0) } ?? rows
            let matrix = try Matrix(rows.count, rows.columns)
            matrix.rows.copy(rows)
            return matrix
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
        let layer = try last.withRows(of: name, in: checkpoint) { rows in
            let outputs = outputs ?? 0..<rows.count
            return try Linear(
                rows.rows(outputs).columns(inputs ?? 0..<rows.columns), bias: bias.map { Array($0[outputs]) },
                precision: precision ?? self.precision, in: memory)
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
}

/// The matrix that was read last, since several layers may be parts of one. All matrices are read into the same memory.
private final class LastMatrix: Sendable {
    private let last = Mutex<(name: String, memory: Matrix)?>(nil)

    /// Calls `body` with the values of a tensor with two dimensions. [rows, columns]
    func withRows<Result>(of name: String, in checkpoint: Checkpoint, _ body: (Rows) throws -> Result) throws -> Result
    {
        guard let tensor = checkpoint.tensors[name], tensor.shape.count == 2 else {
            throw CheckpointError.missingTensor(path: checkpoint.path, name: name)
        }
        return try last.withLock { last in
            let memory = try last?.memory ?? Matrix(1, checkpoint.tensors.values.map(\.count).max() ?? 0)
            let rows = Rows(
                memory, offset: 0, stride: tensor.shape[1], count: tensor.shape[0], columns: tensor.shape[1])
            if last?.name != name {
                last = nil
                let target = unsafe UnsafeMutableBufferPointer(start: rows.base, count: tensor.count)
                do throws(FileError) { unsafe try tensor.read(into: target) } catch {
                    throw CheckpointError.file(error)
                }
                last = (name, memory)
            }
            return try body(rows)
        }
    }
}
