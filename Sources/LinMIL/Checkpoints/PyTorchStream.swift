internal import Files

/// Reads what `torch.save` wrote before version 1.6, and still writes where it is asked to.
///
/// The file is a sequence of pickles: a magic number, the protocol's version, facts on the system, the object that was saved
/// and the list of its storages' keys. The storages follow in this order: each is its number of elements (8 bytes) and the
/// elements, little-endian on every system.
func readPyTorchStream(_ file: CheckpointFile) throws(CheckpointError) -> PickledTensors {
    let file = try file.inMemory()
    var position = 0
    func next() throws(CheckpointError) -> (value: PickleValue, heap: PickleHeap) {
        var machine = PickleMachine(file, code: position..<file.count)
        let value = try machine.run()
        position = machine.position
        return (value, machine.heap)
    }
    _ = try next()  // the magic number, which told the format
    guard case .integer(1001) = try next().value else {
        throw file.damaged("its PyTorch protocol has another version", expected: "version 1001")
    }
    _ = try next()
    let (root, heap) = try next()
    let (keys, keyHeap) = try next()

    // Their types, and so the sizes of their elements, are known from the places where the object names them.
    var sizes: [String: Int] = [:]
    var seen: Set<Range<Int>> = []
    for storage in heap.storages where seen.insert(heap.texts[storage.key]).inserted {
        sizes[file.text(heap.texts[storage.key])] = storage.type.size
    }
    guard case .container(let list) = keys else {
        throw file.damaged("it has no list of its storages", expected: "one behind the pickle")
    }
    var storages: [String: Range<Int>] = [:]
    for element in keyHeap.containers[list].elements {
        guard case .text(let text) = element, keyHeap.texts[text].count <= PickleMachine.longestKey,
            case let key = file.text(keyHeap.texts[text]), let size = sizes[key], storages[key] == nil
        else {
            throw file.damaged(
                "its list of storages has one that no tensor lies in, or one twice",
                expected: "each storage of the pickle once")
        }
        guard let count = file.size(UInt64.self, at: position),
            case let (byteCount, overflow) = count.multipliedReportingOverflow(by: size), !overflow,
            let range = file.range(at: position + 8, count: byteCount)
        else {
            throw file.damaged(
                "storage \(quoted(key)) lies at byte \(position) of \(file.count) and is cut",
                expected: "its number of elements and the elements")
        }
        storages[key] = range
        position = range.upperBound
    }
    return PickledTensors(file: file, program: file, root: root, heap: heap, storages: storages, isBigEndian: false)
}
