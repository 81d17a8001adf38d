internal import Files

/// Reads a PyTorch archive, as `torch.save` writes it since version 1.6.
///
/// The archive is a zip file with one folder: `data.pkl`, the pickle of everything but the elements; `data/<key>`, one
/// storage each; `byteorder`; and, in a TorchScript program, `constants.pkl` and `code/`.
func readPyTorchArchive(_ file: CheckpointFile) throws(CheckpointError) -> PickledTensors {
    let archive = try file.archive()
    if archive.holdsProgram { throw .torchScript(path: file.path) }
    if archive.holdsArrays {
        throw .unknownFormat(
            path: file.path, found: "a zip archive without PyTorch's data.pkl, as numpy.savez writes it")
    }
    if let (name, obstacle) = archive.obstacles.min(by: { $0.key < $1.key }) {
        throw file.damaged(
            "its archive's record \(quoted(name)) is \(obstacle)",
            expected: "records stored as they are, the way torch.save writes them")
    }
    guard let (folder, code) = archive.pickle else {
        throw .unknownFormat(path: file.path, found: "a zip archive without PyTorch's data.pkl")
    }
    let program = try file.inMemory(code)
    var machine = PickleMachine(program, code: 0..<program.count)
    let root = try machine.run()
    var storages: [String: Range<Int>] = [:]
    let prefix = folder + "data/"
    for (name, record) in archive.entries where name.hasPrefix(prefix) {
        storages[String(name.dropFirst(prefix.count))] = record
    }
    return PickledTensors(
        file: file, program: program, root: root, heap: machine.heap, storages: storages,
        isBigEndian: try archive.isBigEndian(folder))
}

extension CheckpointFile {
    /// Reads the file's directory as a zip archive's.
    func archive() throws(CheckpointError) -> ZipArchive {
        do throws(ZipFault) { return try ZipArchive(self) } catch {
            let words = error.words(quoted)
            throw damaged(words.found, expected: words.expected)
        }
    }
}

extension ZipArchive {
    /// The records that PyTorch does not write, and how they are stored.
    fileprivate var obstacles: [String: String] { unreadable.merging(deflated.mapValues { _ in "compressed" }) { $1 } }

    /// Whether NumPy has written the archive.
    fileprivate var holdsArrays: Bool {
        let names = Array(entries.keys) + Array(deflated.keys)
        return !names.isEmpty && names.allSatisfy { $0.hasSuffix(".npy") }
    }

    /// Whether the archive is of TorchScript: it has source code, which is compressed, and constants.
    fileprivate var holdsProgram: Bool {
        [Array(entries.keys), Array(obstacles.keys)].joined().contains { name in
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

    /// Whether elements are stored in big-endian order. Archives from before PyTorch 2.1 do not say; they are little-endian.
    fileprivate func isBigEndian(_ folder: String) throws(CheckpointError) -> Bool {
        guard let order = entries[folder + "byteorder"] else { return false }
        let name = file.text(order.prefix(100))
        if name == "little" { return false }
        guard name == "big" else {
            throw file.damaged(
                "its byte order is \(quoted(name))", expected: "'little' or 'big'")
        }
        return true
    }
}
