internal import CHDF5
internal import Files
internal import Glibc

/// The bytes of a file that HDF5 has open, read without HDF5 and never past the file's end.
struct FileBytes {
    private let descriptor: Int32
    private let count: UInt64

    /// Finds the file of an open object; nil unless it has the usual layout, with the signature at the start and sizes of
    /// eight bytes.
    init?(of object: hid_t) {
        guard let file = HDF5Handle(H5Iget_file_id(object)) else { return nil }
        var handle: UnsafeMutableRawPointer?
        guard unsafe H5Fget_vfd_handle(file.id, 0, &handle) >= 0, let handle = unsafe handle else { return nil }
        // The default driver's handle is a descriptor, which stays open as long as the object.
        self.descriptor = unsafe handle.load(as: Int32.self)
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return nil }
        self.count = UInt64(max(0, status.st_size))
        guard let start = bytes(at: 0, count: 16), FileFormat(of: start) == .hdf5 else { return nil }
        let sizes = start[8] < 2 ? (start[13], start[14]) : (start[9], start[10])
        guard sizes == (8, 8) else { return nil }
    }

    /// Reads `count` bytes, up to `most` where the file has them; nil where it has fewer than `count`.
    func bytes(at offset: UInt64, count wanted: Int, orFewer most: Int? = nil) -> [UInt8]? {
        guard offset <= count, UInt64(wanted) <= count - offset else { return nil }
        let size = min(UInt64(max(wanted, most ?? wanted)), count - offset)
        var bytes = [UInt8](repeating: 0, count: Int(size))
        let read = unsafe bytes.withUnsafeMutableBytes {
            unsafe pread(descriptor, $0.baseAddress, $0.count, off_t(offset))
        }
        return read == bytes.count ? bytes : nil
    }
}

/// Takes little-endian integers and pieces off the front of some bytes.
struct ByteReader {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next integer of at most eight bytes; nil at the end.
    mutating func integer(_ size: Int) -> UInt64? {
        take(size)?.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The next bytes; nil if there are fewer.
    mutating func take(_ count: Int) -> [UInt8]? {
        guard count >= 0, count <= bytes.count - position else { return nil }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }
}
