/// The start of an HDF5 file (format specification 3.0, II.A): where its top group is, and how wide its trees are.
struct Superblock: Sendable {
    static let signature: [UInt8] = [0x89] + Array("HDF\r\n".utf8) + [0x1A, 0x0A]

    let version: Int
    /// The header of the group at the top.
    let root: UInt64
    /// More facts of newer files, an object of its own.
    let extensionAddress: UInt64
    /// A node of a group's tree has at most twice as many children, and a list of links twice as many links.
    let groupWidths: (tree: Int, leaf: Int)
    /// A node of a chunk tree has at most twice as many children.
    let chunkWidth: Int
    /// A program has not closed the file, so that it need not fit together.
    let isOpen: Bool
    /// True where there is no checksum.
    let fitsChecksum: Bool

    /// Takes the first bytes of a file; nil for a version that is not known, or sizes that are not eight bytes wide.
    init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard reader.skip(8), let version = reader.integer(1) else { return nil }
        self.version = Int(version)
        switch version {
        case 0, 1:
            guard reader.skip(4), reader.integer(1) == 8, reader.integer(1) == 8, reader.skip(1),
                let leaf = reader.integer(2), let tree = reader.integer(2), reader.skip(4)
            else { return nil }
            var chunkWidth: UInt64 = 32
            if version == 1 {
                guard let width = reader.integer(2), reader.skip(2) else { return nil }
                chunkWidth = width
            }
            // Four addresses, then the top group's entry: the place of its name, its header.
            guard reader.skip(4 * 8 + 8), let root = reader.integer(8) else { return nil }
            self.root = root
            (extensionAddress, isOpen, fitsChecksum) = (undefinedAddress, false, true)
            (groupWidths, self.chunkWidth) = ((Int(tree), Int(leaf)), Int(chunkWidth))
        case 2, 3:
            guard reader.integer(1) == 8, reader.integer(1) == 8, let flags = reader.integer(1), reader.skip(8),
                let further = reader.integer(8), reader.skip(8), let root = reader.integer(8)
            else { return nil }
            (self.root, extensionAddress, isOpen) = (root, further, flags & 5 != 0)
            (groupWidths, chunkWidth) = ((16, 4), 32)
            fitsChecksum = bytes.count >= 48 && endsWithChecksum(Array(bytes.prefix(48)))
        default: return nil
        }
    }
}
