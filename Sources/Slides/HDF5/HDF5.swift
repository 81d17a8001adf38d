internal import CHDF5
internal import Files
internal import Glibc

/// The only way into the HDF5 library.
///
/// HDF5 has global state and is not thread-safe in every build, so its calls are made one at a time for the whole process.
/// Everything in this folder that names an `H5` function expects to run inside ``exclusively(_:)``.
enum HDF5 {
    /// Recursive, because an HDF5 object may be released while another call holds the lock.
    ///
    /// Safe: set up once, and used only by `pthread_mutex_lock` and `_unlock`.
    nonisolated(unsafe) private static let turn: UnsafeMutablePointer<pthread_mutex_t> = {
        let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        var attributes = pthread_mutexattr_t()
        unsafe pthread_mutexattr_init(&attributes)
        unsafe pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_RECURSIVE))
        unsafe pthread_mutex_init(mutex, &attributes)
        return unsafe mutex
    }()

    /// A filter that a file names would make HDF5 search for a shared library and run it. Plugins are switched off.
    private static let pluginsAreOff: Bool = H5PLset_loading_state(0) >= 0

    /// Runs `body` with the library to itself and with its own printing of errors switched off.
    static func exclusively<Result>(_ body: () throws(SlideError) -> Result) throws(SlideError) -> Result {
        unsafe pthread_mutex_lock(turn)
        defer { unsafe pthread_mutex_unlock(turn) }
        _ = pluginsAreOff
        // The setting belongs to the thread, which other code may use: restore it.
        var printer: H5E_auto2_t?
        var printerData: UnsafeMutableRawPointer?
        unsafe H5Eget_auto2(0, &printer, &printerData)
        H5Eset_auto2(0, nil, nil)
        defer { unsafe H5Eset_auto2(0, printer, printerData) }
        return try body()
    }

    /// The innermost message of the call that failed last on this thread.
    static var lastCause: String {
        unsafe text(capacity: 200) { unsafe linmil_hdf5_last_cause($0, $1) } ?? ""
    }

    /// What a failed call says of a file: only HDF5's own words tell a whole file from a damaged one.
    static func failure(path: String, part: String) -> SlideError {
        let cause = lastCause
        // "file is already open for write (may use <h5clear file> to clear file consistency flags)"
        if cause.contains("h5clear") { return .notClosed(path: path) }
        // "unable to open file: name = 'a.h5', errno = 24, error message = 'Too many open files', ..."
        if let match = cause.firstMatch(of: /unable to open file: .*errno = ([0-9]+)/), let code = Int32(match.1) {
            return .file(.unreadable(path: path, reason: systemMessage(code)))
        }
        // "bad version number for layout message", "bad superblock version number"
        if cause.contains("version number") {
            return .newerFormat(path: path, part: part, cause: cause, library: libraryVersion)
        }
        return .damaged(path: path, part: part, cause: cause)
    }

    /// The library's own version, such as `1.10.8`.
    static var libraryVersion: String {
        var (major, minor, release): (UInt32, UInt32, UInt32) = (0, 0, 0)
        unsafe H5get_libversion(&major, &minor, &release)
        return "\(major).\(minor).\(release)"
    }

    /// The C string that `write` puts into a buffer of `capacity` bytes; nil if it returns a negative number.
    static func text(
        capacity: Int, _ write: (_ buffer: UnsafeMutablePointer<CChar>?, _ capacity: Int) -> Int
    ) -> String? {
        var text = [UInt8](repeating: 0, count: capacity)
        let length = unsafe text.withUnsafeMutableBytes {
            unsafe write($0.baseAddress?.assumingMemoryBound(to: CChar.self), capacity)
        }
        return length < 0 ? nil : String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    }
}

/// An HDF5 identifier of any kind (file, dataset, type, ...), closed at the end of its life.
struct HDF5Handle: ~Copyable {
    let id: hid_t

    /// Takes what an `H5Xopen` or `H5Xget_x` returned; nil if the call failed.
    init?(_ id: hid_t) {
        guard id >= 0 else { return nil }
        self.id = id
    }

    /// Hands the identifier to an owner that closes it itself.
    consuming func release() -> hid_t {
        let id = id
        discard self
        return id
    }

    deinit {
        H5Idec_ref(id)
    }
}
