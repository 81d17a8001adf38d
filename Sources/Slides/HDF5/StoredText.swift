internal import CHDF5

/// Reads an attribute's text of varying length from the bytes of its file, without HDF5.
///
/// h5py writes every `str` like this: the attribute has the place of a heap in the file, and an index into it. HDF5 1.10
/// checks neither, and a few damaged bytes make it read past the end of its memory. Here every place and length is compared
/// with the file's size first, and a text that does not fit is not read. The layouts are those of the HDF5 file format specification, version
/// 3.0: object headers (IV.A.1), attribute messages (IV.A.2.m), global heaps (III.E). Attributes in dense storage (many on
/// one object, in the latest format) are not found.
enum StoredText {
    /// Returns the text of an attribute; nil where it holds no text, or the file is damaged.
    static func read(attribute name: String, of object: hid_t) -> String? {
        var address: UInt64 = 0
        guard unsafe linmil_hdf5_object_address(object, &address), let file = FileBytes(of: object),
            let header = try? ObjectHeader(at: address, in: file)
        else { return nil }
        for message in header.messages where message.kind == .attribute {
            guard let reference = reference(to: name, in: message.bytes) else { continue }
            return text(reference, in: file)
        }
        return nil
    }

    /// A place in a heap.
    private struct Reference {
        let length: Int
        let heap: UInt64
        let index: Int
    }

    /// What an attribute message holds, if it is of this name and one text of varying length.
    private static func reference(to name: String, in message: [UInt8]) -> Reference? {
        var bytes = ByteReader(message)
        guard let version = bytes.integer(1), (1...3).contains(version), let flags = bytes.integer(1),
            version == 1 || flags & 3 == 0, let nameSize = bytes.integer(2), let typeSize = bytes.integer(2),
            let spaceSize = bytes.integer(2)
        else { return nil }
        if version == 3, bytes.integer(1) == nil { return nil }
        func padded(_ size: UInt64) -> Int { version == 1 ? (Int(size) + 7) / 8 * 8 : Int(size) }
        guard let stored = bytes.take(padded(nameSize)), Array(stored.prefix { $0 != 0 }) == Array(name.utf8),
            let type = bytes.take(padded(typeSize)), type.count >= 2, bytes.take(padded(spaceSize)) != nil,
            type[0] & 15 == 9, type[1] & 15 == 1,  // class: of varying length; kind: text
            let length = bytes.integer(4), let heap = bytes.integer(8), let index = bytes.integer(4)
        else { return nil }
        return Reference(length: Int(length), heap: heap, index: Int(index))
    }

    private static let longestText = 65_536
    private static let largestHeap = 1 << 22

    private static func text(_ reference: Reference, in file: FileBytes) -> String? {
        if reference.length == 0 { return "" }
        guard reference.length <= longestText, let start = file.bytes(at: reference.heap, count: 16) else { return nil }
        var header = ByteReader(start)
        guard header.take(4) == Array("GCOL".utf8), header.integer(4) == 1, let size = header.integer(8),
            (16...UInt64(largestHeap)).contains(size), let heap = file.bytes(at: reference.heap, count: Int(size))
        else { return nil }
        var bytes = ByteReader(Array(heap.dropFirst(16)))
        while let index = bytes.integer(2), index != 0, bytes.take(6) != nil, let size = bytes.integer(8),
            size <= UInt64(largestHeap), let value = bytes.take((Int(size) + 7) / 8 * 8)
        {
            guard Int(index) == reference.index else { continue }
            guard reference.length <= size else { return nil }
            return String(decoding: value.prefix(reference.length).prefix { $0 != 0 }, as: UTF8.self)
        }
        return nil
    }
}
