package import Files

/// A checkpoint's named tensors, still in the file: their values are read when they are asked for.
///
/// Reads `.safetensors` files and what any version of `torch.save` wrote, told apart by their content. The Lin-MIL model is
/// found wherever it lies whole: in dicts inside of dicts, under a prefix, beside anything else. Nothing in a file is ever
/// executed.
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
    /// The model's tensors by the names that the model has for them. Where no Lin-MIL model lies whole in the file, the
    /// tensors of what looks most like one.
    public let tensors: [String: Tensor]
    /// The tensors that the file holds beside these; nil where there are none.
    public let leftAside: LeftAside?

    private let file: CheckpointFile

    /// Opens a checkpoint file and finds the model in it. The file stays open as long as the checkpoint or one of its tensors is
    /// kept.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - prefix: which model to read where the file holds several: what leads to it, the keys of dicts and the beginning
    ///     of names, joined by dots, as in `state_dict.ema_model`. The end of that is enough where it is clear.
    /// - Throws: An error that names the file, what was found and what was expected.
    public init(readingFrom path: String, prefix: String? = nil) throws(CheckpointError) {
        let file: CheckpointFile
        do throws(CheckpointError) { file = try CheckpointFile(readingFrom: path) } catch {
            guard case .file(.folder) = error, let other = OtherCheckpoint(folder: path) else { throw error }
            throw .otherCheckpoint(path: path, other)
        }
        try self.init(file, prefix: prefix)
    }

    /// Reads a checkpoint from the bytes of a safetensors file in memory.
    ///
    /// - Parameter name: what messages call it.
    package init(safetensors bytes: [UInt8], name: String, prefix: String? = nil) throws(CheckpointError) {
        try self.init(CheckpointFile(path: name, bytes: bytes), prefix: prefix)
    }

    /// Reads a checkpoint from the bytes of a file.
    init(_ file: CheckpointFile, prefix: String? = nil) throws(CheckpointError) {
        let finding: ModelSearch.Finding
        (finding, metadata) = try file.reading { () throws(CheckpointError) in try Self.find(in: file, prefix) }
        path = file.path
        self.file = file
        tensors = finding.tensors
        leftAside = finding.leftAside
    }

    /// Finds the model in a file of any format, and the metadata of a safetensors file.
    private static func find(
        in file: CheckpointFile, _ prefix: String?
    ) throws(CheckpointError) -> (ModelSearch.Finding, metadata: [String: String]) {
        switch try CheckpointFormat(of: file) {
        case .safetensors:
            let contents = try SafetensorsContents(file)
            let group = TensorGroup(path: [], tensors: contents.names)
            let search = ModelSearch(
                path: file.path, metadata: contents.metadata, groups: [group], source: contents)
            if let model = try search.finding(prefix) { return (model, contents.metadata) }
            return (try search.largestGroup(), contents.metadata)
        case .archive: return (try readPyTorchArchive(file).finding(prefix), [:])
        case .stream: return (try readPyTorchStream(file).finding(prefix), [:])
        }
    }

    /// The SHA-256 of the file's bytes, as "sha256:" and 64 hexadecimal digits.
    ///
    /// Reads and hashes the whole file at each access; keep the result.
    public var fingerprint: String {
        get throws(CheckpointError) {
            do { return try Fingerprint.text(of: file) } catch { throw .file(error) }
        }
    }

    /// Begins to hash the file's bytes on a thread of its own.
    package func hashed() -> Fingerprint { Fingerprint(of: file) }

    /// Throws an error if another program has written to the file since it was opened.
    func requireUnchanged() throws(CheckpointError) {
        do { try file.requireUnchanged() } catch { throw .file(error) }
    }

    /// Returns the values of a tensor as float32, row-major.
    ///
    /// - Throws: ``CheckpointError/missingTensor(path:name:)`` where no tensor has this name, ``CheckpointError/file(_:)`` where
    ///   the file can no longer be read.
    public func floats(_ name: String) throws(CheckpointError) -> [Float] {
        guard let tensor = tensors[name] else { throw .missingTensor(path: path, name: name) }
        do { return try tensor.floats } catch { throw .file(error) }
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
            #if _endian(little)
                unsafe values.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
            #else
                unsafe values.map(\.bitPattern.littleEndian).withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
            #endif
        }
        let file = CheckpointFile(path: path, bytes: bytes)
        self.path = path
        self.metadata = metadata
        self.file = file
        var tensors: [String: Tensor] = [:]
        for (name, range) in ranges {
            let shape = floats[name]?.shape ?? []
            precondition(
                Tensor.count(of: shape) == range.count / 4, "\(name) has \(range.count / 4) values for shape \(shape)")
            tensors[name] = Tensor(shape: shape, elementType: .float32, storage: range, of: file)
        }
        self.tensors = tensors
        leftAside = nil
    }

    /// Makes a checkpoint of tensors that may be a model's. It has no fingerprint of its own.
    init(path: String, metadata: [String: String], tensors: [String: Tensor]) {
        (self.path, self.metadata, self.tensors) = (path, metadata, tensors)
        (leftAside, file) = (nil, CheckpointFile(path: path, bytes: []))
    }
}
