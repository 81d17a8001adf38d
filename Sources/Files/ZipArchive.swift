/// The records of a zip archive, as PyTorch and NumPy write it. Nothing is unpacked here.
///
/// PyTorch stores every record as it is, so that tensors are ranges of the file's bytes. NumPy may deflate them.
/// Sizes come from the central directory alone, as in PyTorch: the local headers leave them to data descriptors.
package struct ZipArchive {
    package let file: InputBytes
    /// The contents of the records that are stored as they are, as ranges of the file's bytes.
    package private(set) var entries: [String: Range<Int>] = [:]
    /// The records that are deflated.
    package private(set) var deflated: [String: Deflated] = [:]
    /// The records that are stored in another way, and in which.
    package private(set) var unreadable: [String: String] = [:]

    /// A record that is deflated.
    package struct Deflated {
        /// Its bytes in the file, without a header of zlib's.
        package let bytes: Range<Int>
        /// The size that its contents claim to have.
        package let byteCount: Int
    }

    /// Reads the archive's directory.
    package init(_ file: InputBytes) throws(ZipFault) {
        self.file = file
        let directory = try Self.findDirectory(file)
        var regions: [Range<Int>] = []
        var position = directory.lowerBound
        while position < directory.upperBound {
            let entry = try ZipDirectoryEntry(file, at: position, in: directory)
            position = entry.end
            if let obstacle = entry.obstacle {
                unreadable[entry.name] = obstacle
                continue
            }
            let (region, contents) = try entry.locate(before: directory.lowerBound)
            guard entries[entry.name] == nil, deflated[entry.name] == nil else { throw .twice(entry.name) }
            if entry.isDeflated {
                deflated[entry.name] = Deflated(bytes: contents, byteCount: entry.fullSize)
            } else {
                entries[entry.name] = contents
            }
            regions.append(region)
        }
        regions.sort { $0.lowerBound < $1.lowerBound }
        for (region, next) in zip(regions, regions.dropFirst()) where next.lowerBound < region.upperBound {
            throw .overlap(at: next.lowerBound)
        }
    }

    /// Finds the central directory by the record at the end of the file, or by its zip64 form in front of that.
    private static func findDirectory(_ file: InputBytes) throws(ZipFault) -> Range<Int> {
        let endSize = 22
        let longestComment = 0xFFFF
        let latest = file.count - endSize
        guard latest >= 0,
            let end = (max(latest - longestComment, 0)...latest).reversed().first(where: {
                file.has(Array("PK\u{5}\u{6}".utf8), at: $0)
                    && file.size(UInt16.self, at: $0 + 20) == file.count - $0 - endSize
            }),
            var size = file.size(UInt32.self, at: end + 12), var start = file.size(UInt32.self, at: end + 16)
        else {
            throw .noEnd
        }
        var limit = end
        let locator = end - 20
        if file.has(Array("PK\u{6}\u{7}".utf8), at: locator) {
            guard let end64 = file.size(UInt64.self, at: locator + 8), end64 <= locator - 56,
                file.has(Array("PK\u{6}\u{6}".utf8), at: end64),
                let size64 = file.size(UInt64.self, at: end64 + 40),
                let start64 = file.size(UInt64.self, at: end64 + 48)
            else {
                throw .noZip64End
            }
            (size, start, limit) = (size64, start64, end64)
        }
        guard let directory = file.range(at: start, count: size, in: 0..<limit) else {
            throw .directoryOutside(size: size, start: start, fileSize: file.count)
        }
        return directory
    }
}

/// What a zip archive's directory says about one record.
private struct ZipDirectoryEntry {
    let file: InputBytes
    let name: String
    private let nameBytes: [UInt8]
    let storedSize: Int
    let fullSize: Int
    let headerOffset: Int
    let isDeflated: Bool
    /// Why the record cannot be read, if it cannot.
    let obstacle: String?
    /// Where the next entry of the directory begins.
    let end: Int

    init(_ file: InputBytes, at position: Int, in directory: Range<Int>) throws(ZipFault) {
        let fixedSize = 46
        guard file.range(at: position, count: fixedSize, in: directory) != nil,
            file.has(Array("PK\u{1}\u{2}".utf8), at: position),
            let flags = file.integer(UInt16.self, at: position + 8),
            let method = file.integer(UInt16.self, at: position + 10),
            let storedSize = file.size(UInt32.self, at: position + 20),
            let fullSize = file.size(UInt32.self, at: position + 24),
            let nameLength = file.size(UInt16.self, at: position + 28),
            let extraLength = file.size(UInt16.self, at: position + 30),
            let commentLength = file.size(UInt16.self, at: position + 32),
            let offset = file.size(UInt32.self, at: position + 42),
            let name = file.range(at: position + fixedSize, count: nameLength, in: directory),
            let nameBytes = try? file.bytes(name),
            let extra = file.range(at: name.upperBound, count: extraLength, in: directory),
            let comment = file.range(at: extra.upperBound, count: commentLength, in: directory)
        else { throw .directoryBreaksOff(at: position) }
        self.file = file
        self.name = String(decoding: nameBytes, as: UTF8.self)
        self.nameBytes = nameBytes
        end = comment.upperBound
        isDeflated = method == 8
        let isEncrypted = flags & 1 != 0
        obstacle = isEncrypted ? "encrypted" : method == 0 || isDeflated ? nil : "compressed by method \(method)"
        // A field that is full stands in the zip64 extra, in this order.
        var wide = Zip64Fields(file, extra)
        guard let fullSize = wide.value(for: fullSize), let storedSize = wide.value(for: storedSize),
            let offset = wide.value(for: offset), fullSize == storedSize || isDeflated || obstacle != nil
        else { throw .unlikeSizes(self.name, stored: storedSize, full: fullSize) }
        (self.fullSize, self.storedSize, headerOffset) = (fullSize, storedSize, offset)
    }

    /// Returns the record's region with its local header, and the region of its contents.
    func locate(before limit: Int) throws(ZipFault) -> (region: Range<Int>, contents: Range<Int>) {
        let fixedSize = 30
        guard let header = file.range(at: headerOffset, count: fixedSize, in: 0..<limit),
            file.has(Array("PK\u{3}\u{4}".utf8), at: headerOffset),
            let nameLength = file.size(UInt16.self, at: headerOffset + 26),
            let extraLength = file.size(UInt16.self, at: headerOffset + 28),
            let name = file.range(at: header.upperBound, count: nameLength, in: 0..<limit),
            file.has(nameBytes, at: name.lowerBound),
            let extra = file.range(at: name.upperBound, count: extraLength, in: 0..<limit),
            let contents = file.range(at: extra.upperBound, count: storedSize, in: 0..<limit)
        else { throw .noRecord(name, size: storedSize, at: headerOffset) }
        return (headerOffset..<contents.upperBound, contents)
    }
}

/// The 64-bit values of a zip entry whose 32-bit fields are full.
private struct Zip64Fields {
    private let file: InputBytes
    private var remaining: Range<Int> = 0..<0

    init(_ file: InputBytes, _ extra: Range<Int>) {
        self.file = file
        var position = extra.lowerBound
        while let kind = file.integer(UInt16.self, at: position), let size = file.size(UInt16.self, at: position + 2),
            let field = file.range(at: position + 4, count: size, in: extra)
        {
            if kind == 1 {
                remaining = field
                return
            }
            position = field.upperBound
        }
    }

    /// Returns the value itself, or the next 64-bit one if it is full; nil where that is missing or too large.
    mutating func value(for narrow: Int) -> Int? {
        guard narrow == Int(UInt32.max) else { return narrow }
        guard let field = file.range(at: remaining.lowerBound, count: 8, in: remaining) else { return nil }
        remaining = field.upperBound..<remaining.upperBound
        return file.size(UInt64.self, at: field.lowerBound)
    }
}
