internal import CHDF5
internal import Files
internal import Glibc

/// The bytes of an HDF5 file, read without HDF5 and never past the file's end.
///
/// Addresses count from the superblock, in front of which a program may have kept bytes of its own (a user block).
final class FileBytes: Sendable {
    private let descriptor: Int32
    /// Where the superblock begins.
    private let base: UInt64
    /// Bytes from there to the end.
    let count: UInt64
    let superblock: Superblock

    /// Opens a file; nil if it is no HDF5 file, or its sizes are not eight bytes wide.
    convenience init?(path: String) {
        self.init(owning: unsafe open(path.systemPath, O_RDONLY | O_CLOEXEC | O_NONBLOCK))
    }

    /// Finds the file of an open object. The default driver's handle is a descriptor.
    convenience init?(of object: hid_t) {
        guard let file = HDF5Handle(H5Iget_file_id(object)) else { return nil }
        var handle: UnsafeMutableRawPointer?
        guard unsafe H5Fget_vfd_handle(file.id, 0, &handle) >= 0, let handle = unsafe handle else { return nil }
        self.init(owning: unsafe fcntl(handle.load(as: Int32.self), F_DUPFD_CLOEXEC, 0))
    }

    private init?(owning descriptor: Int32) {
        self.descriptor = descriptor
        var status = stat()
        guard descriptor >= 0, unsafe fstat(descriptor, &status) == 0 else { return nil }
        let size = UInt64(max(0, status.st_size))
        var base: UInt64 = 0
        while true {
            guard base < size, let start = Self.read(descriptor, at: base, count: Int(min(96, size - base))) else {
                return nil
            }
            if start.starts(with: Superblock.signature) {
                guard let superblock = Superblock(start) else { return nil }
                (self.superblock, self.base, count) = (superblock, base, size - base)
                return
            }
            base = base == 0 ? 512 : 2 * base
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Reads `count` bytes, up to `most` where the file has them; nil where it has fewer than `count`.
    func bytes(at offset: UInt64, count wanted: Int, orFewer most: Int? = nil) -> [UInt8]? {
        guard contains(offset, count: UInt64(wanted)) else { return nil }
        let size = min(UInt64(max(wanted, most ?? wanted)), count - offset)
        return Self.read(descriptor, at: base + offset, count: Int(size))
    }

    /// Fills a buffer; false where the file has fewer bytes.
    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        guard contains(offset, count: UInt64(buffer.count)) else { return false }
        return unsafe Self.fill(buffer, from: descriptor, at: base + offset)
    }

    /// Whether the file has these bytes.
    func contains(_ offset: UInt64, count wanted: UInt64) -> Bool { offset <= count && wanted <= count - offset }

    private static func read(_ descriptor: Int32, at offset: UInt64, count: Int) -> [UInt8]? {
        var isWhole = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            isWhole = unsafe fill(
                UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]),
                from: descriptor,
                at: offset)
            initialized = isWhole ? count : 0
        }
        return isWhole ? bytes : nil
    }

    private static func fill(
        _ buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32, at offset: UInt64
    ) -> Bool {
        var filled = 0
        while filled < buffer.count {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let step = unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(filled))
            if step < 0, errno == EINTR { continue }
            guard step > 0 else { return false }
            filled += step
        }
        return true
    }
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
