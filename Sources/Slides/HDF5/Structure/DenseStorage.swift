/// Many links or attributes of one object in the newer format: a heap with their messages, and a tree that finds them.
struct DenseStorage {
    private(set) var objects: [[UInt8]] = []

    /// Reads what a link info or an attribute info message leads to; nil where there is none.
    ///
    /// - Parameter indexKind: the kind of the tree by name: 5 for links, 8 for attributes.
    init?(_ message: [UInt8], indexKind: UInt64, in file: FileBytes) throws(StructureDamage) {
        let part = "a list of names"
        var reader = ByteReader(message)
        guard let version = reader.integer(1), let flags = reader.integer(1) else { throw .cut(part) }
        guard version == 0 else { return nil }
        let maximum = indexKind == 5 ? 8 : 2
        guard flags & 1 == 0 || reader.skip(maximum), let heapAddress = reader.integer(8),
            let treeAddress = reader.integer(8)
        else { throw .cut(part) }
        guard heapAddress != undefinedAddress else { return nil }
        let heap = try FractalHeap(at: heapAddress, in: file)
        let tree = try RecordTree(at: treeAddress, in: file)
        guard let tree else { return nil }
        // A link's record begins with four bytes of its name's hash.
        let start = indexKind == 5 ? 4 : 0
        guard tree.kind == indexKind, tree.recordSize >= start + 1 else {
            throw StructureDamage("\(part) has a tree of another kind")
        }
        guard let heap else { return nil }
        var byteCount: UInt64 = 0
        for record in tree.records {
            // A shared attribute lies in another heap.
            if indexKind == 8, record.count > heap.identifierSize, record[heap.identifierSize] & 2 != 0 { continue }
            guard let object = try heap.object(Array(record[start...])) else { continue }
            byteCount += UInt64(object.count)
            guard byteCount <= file.count else { throw StructureDamage("the entries of \(part) overlap") }
            objects.append(object)
        }
    }
}
