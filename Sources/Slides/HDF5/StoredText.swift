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
            let header = ObjectHeader(at: address, in: file)
        else { return nil }
        for message in header.messages where message.type == ObjectHeader.attributeMessage {
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

/// The messages of an object's header, in whichever of the two formats.
private struct ObjectHeader {
    struct Message {
        let type: UInt64
        let bytes: [UInt8]
    }

    static let attributeMessage: UInt64 = 0x0C
    private static let continuationMessage: UInt64 = 0x10
    private static let mostBlocks = 16
    private static let largestBlock = 1 << 18

    private(set) var messages: [Message] = []

    init?(at address: UInt64, in file: FileBytes) {
        guard let start = file.bytes(at: address, count: 4) else { return nil }
        let isLatest = start == Array("OHDR".utf8)
        guard let first = isLatest ? Self.latestBlock(at: address, in: file) : Self.firstBlock(at: address, in: file)
        else { return nil }
        var blocks = [(offset: first.offset, count: first.count)]
        var next = 0
        while next < blocks.count, next < Self.mostBlocks {
            let (offset, count) = blocks[next]
            next += 1
            guard count <= UInt64(Self.largestBlock), let stored = file.bytes(at: offset, count: Int(count)) else {
                return nil
            }
            var bytes = ByteReader(stored)
            while let message = Self.message(&bytes, isLatest: isLatest, hasOrder: first.hasOrder) {
                messages.append(message)
                guard message.type == Self.continuationMessage else { continue }
                var place = ByteReader(message.bytes)
                guard let offset = place.integer(8), let count = place.integer(8) else { return nil }
                // The latest format begins a block with a signature and ends it with a checksum.
                guard !isLatest || (count >= 8 && offset <= UInt64.max - 4) else { return nil }
                blocks.append(isLatest ? (offset + 4, count - 8) : (offset, count))
            }
        }
    }

    private typealias Block = (offset: UInt64, count: UInt64, hasOrder: Bool)

    private static func firstBlock(at address: UInt64, in file: FileBytes) -> Block? {
        guard let start = file.bytes(at: address, count: 16) else { return nil }
        var header = ByteReader(start)
        guard header.integer(1) == 1, header.take(7) != nil, let count = header.integer(4) else { return nil }
        return (address + 16, count, false)
    }

    private static func latestBlock(at address: UInt64, in file: FileBytes) -> Block? {
        // At most: signature, version, flags, four times, two limits, eight bytes of size.
        guard let start = file.bytes(at: address, count: 6, orFewer: 34) else { return nil }
        var header = ByteReader(start)
        guard header.take(4) != nil, header.integer(1) == 2, let flags = header.integer(1),
            flags & 0x20 == 0 || header.take(16) != nil, flags & 0x10 == 0 || header.take(4) != nil,
            let count = header.integer(1 << Int(flags & 3))
        else { return nil }
        return (address + UInt64(header.position), count, flags & 4 != 0)
    }

    private static func message(_ bytes: inout ByteReader, isLatest: Bool, hasOrder: Bool) -> Message? {
        guard let type = bytes.integer(isLatest ? 1 : 2), let size = bytes.integer(2), bytes.take(1) != nil,
            isLatest ? !hasOrder || bytes.take(2) != nil : bytes.take(3) != nil, let content = bytes.take(Int(size))
        else { return nil }
        return Message(type: type, bytes: content)
    }
}
