internal import CHDF5
internal import Files
internal import Glibc

/// The bytes of an HDF5 file, read without HDF5 and never past the file's end.
///
/// Addresses count from the superblock, in front of which a program may have kept bytes of its own (a user block).
final class FileBytes: Sendable {
    private let file: InputFile
    /// Where the superblock begins.
    private let base: Int
    /// Bytes from there to the end.
    let count: UInt64
    let superblock: Superblock

    /// Opens a file; nil if it is no HDF5 file, or its sizes are not eight bytes wide.
    convenience init?(path: String) {
        guard let file = try? InputFile(path: path) else { return nil }
        self.init(file)
    }

    /// Finds the file of an open object. The default driver's handle is a descriptor.
    convenience init?(of object: hid_t) {
        guard let file = HDF5Handle(H5Iget_file_id(object)) else { return nil }
        var handle: UnsafeMutableRawPointer?
        guard unsafe H5Fget_vfd_handle(file.id, 0, &handle) >= 0, let handle = unsafe handle else { return nil }
        let descriptor = unsafe fcntl(handle.load(as: Int32.self), F_DUPFD_CLOEXEC, 0)
        guard let copy = try? InputFile(owning: descriptor, path: "") else { return nil }
        self.init(copy)
    }

    private init?(_ file: consuming InputFile) {
        var base = 0
        while base < file.byteCount {
            guard let start = try? file.bytes(base..<min(base + 96, file.byteCount)) else { return nil }
            if start.starts(with: Superblock.signature) {
                guard let superblock = Superblock(start) else { return nil }
                (self.superblock, self.base, count) = (superblock, base, UInt64(file.byteCount - base))
                self.file = file
                return
            }
            base = base == 0 ? 512 : 2 * base
        }
        return nil
    }

    /// Reads `count` bytes, up to `most` where the file has them; nil where it has fewer than `count`.
    func bytes(at offset: UInt64, count wanted: Int, orFewer most: Int? = nil) -> [UInt8]? {
        guard contains(offset, count: UInt64(wanted)) else { return nil }
        let (start, size) = (base + Int(offset), min(max(wanted, most ?? wanted), Int(count - offset)))
        return try? file.bytes(start..<start + size)
    }

    /// Fills a buffer; false where the file has fewer bytes.
    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        guard contains(offset, count: UInt64(buffer.count)) else { return false }
        let isRead: Void? = try? unsafe file.read(into: buffer, from: base + Int(offset))
        return isRead != nil
    }

    /// Whether the file has these bytes.
    func contains(_ offset: UInt64, count wanted: UInt64) -> Bool { offset <= count && wanted <= count - offset }
}

/// Takes little-endian integers and pieces off the front of some bytes.
struct ByteReader {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Bytes that are left.
    var count: Int { bytes.count - position }

    /// The next integer of at most eight bytes; nil at the end.
    mutating func integer(_ size: Int) -> UInt64? {
        guard size <= count else { return nil }
        var value: UInt64 = 0
        for index in (position..<position + size).reversed() { value = value << 8 | UInt64(bytes[index]) }
        position += size
        return value
    }

    /// The next bytes; nil if there are fewer.
    mutating func take(_ wanted: Int) -> [UInt8]? {
        guard skip(wanted) else { return nil }
        return Array(bytes[position - wanted..<position])
    }

    /// Passes over bytes; false if there are fewer.
    mutating func skip(_ wanted: Int) -> Bool {
        guard wanted >= 0, wanted <= count else { return false }
        position += wanted
        return true
    }
}
