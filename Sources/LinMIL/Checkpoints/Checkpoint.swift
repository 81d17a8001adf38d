internal import Files

/// A checkpoint's named tensors, still in the file's own number format.
///
/// Reads `.safetensors` files and the zip archives of `torch.save(model.state_dict())`, told apart by their content. A
/// wrapper (`{"state_dict": ...}`) and a prefix that all names share (`module.`) are removed. Nothing in a file is ever executed.
///
/// ```swift
/// let checkpoint = try Checkpoint(readingFrom: "model.pt")
/// let weights = try checkpoint.floats("projection.weight")  // row-major, [D, F]
/// let model = try Model(checkpoint, activation: .gelu)
/// ```
public struct Checkpoint: Sendable {
    /// The file's path, as it was given.
    public let path: String
    /// The `__metadata__` of a safetensors file; empty for PyTorch files.
    public let metadata: [String: String]
    /// The tensors by name, without wrapper and common prefix.
    public let tensors: [String: Tensor]

    private let bytes: [UInt8]

    /// Reads a checkpoint file.
    ///
    /// - Throws: An error that names the file, what was found and what was expected.
    public init(readingFrom path: String) throws(CheckpointError) {
        try self.init(CheckpointFile(readingFrom: path))
    }

    /// Reads a checkpoint from the bytes of a file.
    init(_ file: CheckpointFile) throws(CheckpointError) {
        path = file.path
        bytes = file.bytes
        switch try CheckpointFormat(of: file) {
        case .safetensors:
            let contents = try readSafetensors(file)
            metadata = contents.metadata
            tensors = removingCommonPrefix(contents.tensors)
        case .pyTorch:
            metadata = [:]
            tensors = removingCommonPrefix(try readPyTorchArchive(file))
        }
    }

    /// The SHA-256 of the file's bytes, as "sha256:" and 64 hexadecimal digits.
    ///
    /// Hashes the whole file at each access; keep the result.
    public var fingerprint: String { Fingerprint.text(of: bytes) }

    /// Returns the values of a tensor as float32, row-major.
    ///
    /// - Throws: ``CheckpointError/missingTensor(path:name:)`` where no tensor has this name.
    public func floats(_ name: String) throws(CheckpointError) -> [Float] {
        guard let tensor = tensors[name] else { throw .missingTensor(path: path, name: name) }
        return tensor.floats
    }
}

extension Checkpoint {
    /// Makes a checkpoint of values in memory, for tests and random models. Its fingerprint is that of the values in the
    /// order of their names.
    package init(path: String, metadata: [String: String], floats: [String: (shape: [Int], values: [Float])]) {
        var bytes: [UInt8] = []
        var ranges: [String: Range<Int>] = [:]
        for (name, (_, values)) in floats.sorted(by: { $0.key < $1.key }) {
            ranges[name] = bytes.count..<bytes.count + values.count * 4
            unsafe values.map(\.bitPattern.littleEndian).withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
        }
        self.path = path
        self.metadata = metadata
        self.bytes = bytes
        var tensors: [String: Tensor] = [:]
        for (name, range) in ranges {
            let shape = floats[name]?.shape ?? []
            precondition(
                Tensor.count(of: shape) == range.count / 4, "\(name) has \(range.count / 4) values for shape \(shape)")
            tensors[name] = Tensor(shape: shape, elementType: .float32, storage: range, bytes: bytes)
        }
        self.tensors = tensors
    }
}
