/// Looks for damage in the structure of an HDF5 file: trees that point back to themselves, addresses and counts beyond the
/// file, names without an end.
///
/// libhdf5 1.10 checks little of this: it crashes, or never returns. What is found here is a sentence about the file. Only
/// what no writer makes counts as damage. A version or a size that is not known here is left to the library, and so are the
/// values themselves. Nothing is read but what leads to the objects that are asked for.
struct FileStructure {
    private let file: FileBytes
    private let groupWidths: (tree: Int, leaf: Int)
    private let chunkWidth: Int

    /// Finds the structure of a file; nil where it is not the usual one.
    init?(_ file: FileBytes) throws(StructureDamage) {
        guard !file.superblock.isOpen else { return nil }
        guard file.superblock.fitsChecksum else { throw .checksum("its beginning") }
        self.file = file
        var (groups, chunks) = (file.superblock.groupWidths, file.superblock.chunkWidth)
        if file.superblock.extensionAddress != undefinedAddress {
            guard let header = try ObjectHeader(at: file.superblock.extensionAddress, in: file) else { return nil }
            if let widths = header.first(.treeWidths) {
                var reader = ByteReader(widths)
                guard reader.integer(1) == 0, let chunk = reader.integer(2), let tree = reader.integer(2),
                    let leaf = reader.integer(2)
                else { return nil }
                (chunks, groups) = (Int(chunk), (Int(tree), Int(leaf)))
            }
        }
        (groupWidths, chunkWidth) = (groups, chunks)
    }

    /// The group at the top.
    var root: UInt64 { file.superblock.root }

    /// Checks an object's header and attributes; a group's links as well.
    ///
    /// - Returns: the objects of a group by name, as far as their links are certain.
    @discardableResult func check(_ object: UInt64) throws(StructureDamage) -> [[UInt8]: UInt64] {
        guard let header = try ObjectHeader(at: object, in: file) else { return [:] }
        try header.check()
        if let message = header.first(.attributeInfo) {
            for attribute in try DenseStorage(message, indexKind: 8, in: file)?.objects ?? [] {
                try ObjectHeader.checkAttribute(attribute)
            }
        }
        let links = try GroupLinks(of: header, in: file, widths: groupWidths).links
        return Dictionary(links.compactMap { link in link.object.map { (link.name, $0) } }) { first, _ in first }
    }

    /// Checks the places of a dataset's values.
    ///
    /// - Returns: the values' pieces; nil where only HDF5 finds them.
    func checkValues(of object: UInt64) throws(StructureDamage) -> StoredValues? {
        guard let header = try ObjectHeader(at: object, in: file) else { return nil }
        return try StoredLayout(header, in: file, treeWidth: chunkWidth)?.check()
    }
}
