internal import Files

/// The tensors that a pickle describes, with the storages that they are views of.
struct PickledTensors: TensorSource {
    let file: CheckpointFile
    /// The pickle, in memory: the heap's texts are ranges of its bytes.
    let program: CheckpointFile
    /// What the pickle built.
    let root: PickleValue
    let heap: PickleHeap
    /// The elements of each storage, as ranges of the file's bytes.
    let storages: [String: Range<Int>]
    let isBigEndian: Bool

    /// Holds a tensor of the pickle against the storage that it is a view of.
    func tensor(
        _ index: Int, named name: String, elements: inout Int
    ) throws(CheckpointError) -> Checkpoint.Tensor {
        switch heap.tensors[index] {
        case .unreadable(let obstacle): throw obstacle.error(path: file.path, tensor: name)
        case .view(let view):
            let tensor = try tensor(view, named: name)
            // An expanded view repeats one element at will: a few bytes could ask for all memory once they are converted.
            guard tensor.count <= file.count - elements else {
                throw file.damaged(
                    "tensor \(quoted(name)) of shape \(tensor.shape) repeats its few stored elements",
                    expected: "no more elements in all than the file has bytes (save copies made with .contiguous())")
            }
            elements += tensor.count
            guard isBigEndian else { return tensor }
            do { return try tensor.byteSwapped() } catch { throw .file(error) }
        }
    }

    private func tensor(_ view: PickledView, named name: String) throws(CheckpointError) -> Checkpoint.Tensor {
        let storage = heap.storages[view.storage]
        let key = program.text(heap.texts[storage.key])
        guard let record = storages[key] else {
            throw file.damaged(
                "tensor \(quoted(name)) lies in storage \(quoted(key)), which the file lacks",
                expected: "one record for each storage")
        }
        let (size, overflow) = storage.count.multipliedReportingOverflow(by: storage.type.size)
        guard !overflow, size == record.count else {
            throw file.damaged(
                "storage \(quoted(key)) has \(record.count) bytes",
                expected: "\(storage.count) elements of \(storage.type)")
        }
        // The part lies inside of the storage, as the machine has checked.
        let start = record.lowerBound + storage.start * storage.type.size
        let part = start..<start + storage.length * storage.type.size
        let (shape, strides) = (heap.sizes(view.shape), heap.sizes(view.strides))
        guard
            let tensor = Checkpoint.Tensor(
                shape: shape, strides: strides, offset: view.offset, elementType: view.elementType, storage: part,
                of: file)
        else {
            throw file.damaged(
                "tensor \(quoted(name)) of shape \(shape) and strides \(strides) at element \(view.offset)",
                expected: "a view inside its storage of \(part.count) bytes")
        }
        return tensor
    }
}

extension PickledTensors {
    /// Finds the model, or says what the pickle holds in its place.
    func finding(_ prefix: String?) throws(CheckpointError) -> ModelSearch.Finding {
        let contents = try PickleContents(self)
        let search = ModelSearch(path: file.path, metadata: [:], groups: contents.groups, source: self)
        let finding = try search.finding(prefix)
        if let finding, finding.isWhole { return finding }
        if isOfDeepSpeed { throw .otherCheckpoint(path: file.path, .deepSpeed) }
        if let finding { return finding }
        if let module = contents.module {
            throw .wholeModule(path: file.path, place: module.map(\.subscripted).joined())
        }
        guard isDictionary, !contents.groups.isEmpty else {
            throw .noStateDict(path: file.path, found: description)
        }
        return try search.largestGroup()
    }

    /// The entries of the outermost dict.
    private var members: [(key: PickleValue, value: PickleValue)] {
        if case .container(let index) = root { heap.containers[index].entries } else { [] }
    }

    private var isDictionary: Bool { !members.isEmpty }

    /// Whether DeepSpeed has written the file.
    private var isOfDeepSpeed: Bool {
        members.contains { key, _ in
            guard case .text(let text) = key, heap.texts[text].count < 16 else { return false }
            return ["ds_config", "ds_version"].contains(program.text(heap.texts[text]))
        }
    }

    /// What the pickle holds, for a message.
    private var description: String {
        switch root {
        case .none: "None"
        case .integer: "a number"
        case .text: "a text"
        case .storage: "a storage"
        case .tensor: "a single tensor"
        case .global(let index):
            "the class or function \(quoted(heap.name(of: index, in: program))) (nothing was executed)"
        case .other: "no dict"
        case .container(let index):
            switch heap.containers[index].kind {
            case .tuple: "a tuple"
            case .list: "a list"
            case .dictionary where members.isEmpty: "an empty dict"
            case .dictionary:
                // What is unusual in the file may be why there are no tensors.
                ["no tensors but \(firstKeys)", heap.containers.first { $0.maker != nil }.map(description(ofObject:))]
                    .compactMap(\.self).joined(separator: ", and ")
            case .object, .module: description(ofObject: heap.containers[index])
            }
        }
    }

    private func description(ofObject object: PickleContainer) -> String {
        object.maker.map { maker in
            "an object of \(quoted(heap.name(of: maker, in: program))) (nothing was executed)"
        } ?? "an object"
    }

    private var firstKeys: String {
        let keys = members.prefix(1000).compactMap { key, _ in
            if case .text(let text) = key { quoted(program.text(heap.texts[text].prefix(200))) } else { nil }
        }
        return Set(keys).sorted().prefix(5).joined(separator: ", ")
    }
}
