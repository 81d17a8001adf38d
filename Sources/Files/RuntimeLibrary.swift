internal import Glibc

/// A shared library that is opened when it is first needed. Without it the program starts and does everything else.
///
/// It is never closed: its functions stay valid for the life of the process.
@safe package struct RuntimeLibrary: Sendable {
    /// Only `dlsym` takes the handle, and any thread may call it.
    nonisolated(unsafe) private let handle: UnsafeMutableRawPointer
    private let name: String
    private let package: String

    /// Opens the first library that is installed.
    ///
    /// - Parameters:
    ///   - names: file names with the version of the interface, such as `libturbojpeg.so.0`, the preferred one first;
    ///     without a folder, so that the system's loader looks where it always looks.
    ///   - package: the Debian package that holds the library, for the error.
    package init(_ names: [String], package: String) throws(Missing) {
        var reasons: [String] = []
        for name in names {
            if let handle = unsafe dlopen(name, RTLD_NOW | RTLD_LOCAL) {
                unsafe self.handle = unsafe handle
                self.name = name
                self.package = package
                return
            }
            reasons.append(Self.lastReason)
        }
        throw Missing(name: names.joined(separator: " or "), package: package, reason: reasons.first ?? "no name given")
    }

    /// Returns a function of the library.
    ///
    /// - Parameter type: the function's type in C, `@convention(c)`. It cannot be checked.
    package func function<Function>(
        _ symbol: String, as type: Function.Type = Function.self
    ) throws(Missing) -> Function {
        precondition(
            MemoryLayout<Function>.size == MemoryLayout<Int>.size, "\(type) is no C function")
        guard let address = unsafe dlsym(handle, symbol) else {
            throw Missing(name: name, package: package, reason: Self.lastReason)
        }
        return unsafe unsafeBitCast(address, to: type)
    }

    /// A library, or one of its functions, is missing.
    package struct Missing: Error, Equatable, Sendable {
        /// The library's file name, or several of which one is enough.
        package let name: String
        /// The Debian package to install.
        package let package: String
        /// The loader's words.
        package let reason: String
    }

    /// The loader's words for its last failure on this thread.
    private static var lastReason: String {
        guard let message = unsafe dlerror() else { return "no reason given" }
        return unsafe String(cString: message)
    }
}
