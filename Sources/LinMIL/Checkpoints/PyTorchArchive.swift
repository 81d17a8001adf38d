/// Reads the state dict of a PyTorch archive.
///
/// The archive is a zip file with one folder: `data.pkl`, the pickle of everything but the elements; `data/<key>`, one
/// storage each; `byteorder`; and, in a TorchScript program, `constants.pkl` and `code/`.
func readPyTorchArchive(_ file: CheckpointFile) throws(CheckpointError) -> [String: Checkpoint.Tensor] {
    let archive = try StoredZip(file)
    if archive.holdsProgram { throw .torchScript(path: file.path) }
    if let (name, obstacle) = archive.unreadable.min(by: { $0.key < $1.key }) {
        throw file.damaged(
            "its archive's record \(quoted(name)) is \(obstacle)",
            expected: "records stored as they are, the way torch.save writes them")
    }
    guard let (folder, code) = archive.pickle else {
        throw .unknownFormat(path: file.path, found: "a zip archive without PyTorch's data.pkl")
    }
    // Archives from before PyTorch 2.1 have no such record; they were written on little-endian machines.
    if let order = archive.entries[folder + "byteorder"], !file.bytes[order].elementsEqual("little".utf8) {
        throw .bigEndian(path: file.path)
    }
    var machine = try PickleMachine(file, code: code)
    let root = try machine.run()
    var tensors: [String: Checkpoint.Tensor] = [:]
    var total = 0
    for (name, pickled) in try stateDict(root, in: machine.heap, of: file).sorted(by: { $0.key < $1.key }) {
        let tensor = try archive.tensor(name, pickled, folder: folder)
        // An expanded view repeats one element any number of times. A few bytes could fill all memory when converted.
        guard case let (sum, overflow) = total.addingReportingOverflow(tensor.count), !overflow, sum <= file.bytes.count
        else {
            throw file.damaged(
                "tensor \(quoted(name)) of shape \(tensor.shape) repeats its few stored elements",
                expected: "no more elements in all than the file has bytes (save copies made with .contiguous())")
        }
        total = sum
        tensors[name] = tensor
    }
    return tensors
}

extension StoredZip {
    /// Whether the archive is of TorchScript: it has source code, which is compressed, and constants.
    fileprivate var holdsProgram: Bool {
        [Array(entries.keys), Array(unreadable.keys)].joined().contains { name in
            let path = name.split(separator: "/", maxSplits: 2)
            return path.count > 1 && (path[1] == "constants.pkl" || path[1] == "code")
        }
    }

    /// The archive's only folder, with a slash at its end, and the pickle in it.
    fileprivate var pickle: (folder: String, code: Range<Int>)? {
        let name = "data.pkl"
        let found = entries.filter {
            $0.key.hasSuffix("/" + name) && $0.key.utf8.count(where: { $0 == UInt8(ascii: "/") }) == 1
        }
        guard found.count == 1, let (path, code) = found.first else { return nil }
        return (String(path.dropLast(name.count)), code)
    }

    /// Compares a tensor of the pickle with the storage that it is a view of.
    fileprivate func tensor(
        _ name: String, _ pickled: PickledTensor, folder: String
    ) throws(CheckpointError) -> Checkpoint.Tensor {
        let storage = pickled.storage
        guard let record = entries["\(folder)data/\(storage.key)"] else {
            throw file.damaged(
                "tensor \(quoted(name)) lies in storage \(quoted(storage.key)), which the archive lacks",
                expected: "one record for each storage")
        }
        let (size, overflow) = storage.count.multipliedReportingOverflow(by: storage.elementType?.size ?? 1)
        guard !overflow, size == record.count else {
            throw file.damaged(
                "storage \(quoted(storage.key)) has \(record.count) bytes",
                expected: "\(storage.count) elements of \(storage.elementType.map(\.rawValue) ?? "one byte")")
        }
        guard
            let tensor = Checkpoint.Tensor(
                shape: pickled.shape, strides: pickled.strides, offset: pickled.offset,
                elementType: pickled.elementType, storage: record, bytes: file.bytes)
        else {
            throw file.damaged(
                "tensor \(quoted(name)) of shape \(pickled.shape) and strides \(pickled.strides) at element \(pickled.offset)",
                expected: "a view inside its storage of \(record.count) bytes")
        }
        return tensor
    }
}
