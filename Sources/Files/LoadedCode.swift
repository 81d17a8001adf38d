internal import CSystem
internal import Glibc

/// Where the code of this process comes from.
package enum LoadedCode {
    /// Returns the file that holds a function, without symbolic links, so that its name has the library's whole version; nil
    /// for a function of the program itself.
    ///
    /// - Parameter function: a function of C, `@convention(c)`.
    package static func file<Function>(of function: Function) -> String? {
        precondition(
            MemoryLayout<Function>.size == MemoryLayout<Int>.size, "\(Function.self) is no C function")
        let found = unsafe object(at: unsafeBitCast(function, to: UnsafeRawPointer.self))
        return found.flatMap { $0 == own ? nil : resolved($0) }
    }

    /// The file of the program, or of the shared library that this module is in; nil if the system does not say.
    package static var ownFile: String? { own.map(resolved) }

    /// The folder of that file; nil if the system does not say.
    package static let ownFolder: String? = own.flatMap { file in
        let path = FileSystem.fullPath(of: file)
        return path.lastIndex(of: "/").map { String(path[..<$0]) }
    }

    private static let own: String? = {
        let here: @convention(c) () -> Void = {}
        return unsafe object(at: unsafeBitCast(here, to: UnsafeRawPointer.self))
    }()

    /// The loader's name of the file that is mapped at an address.
    private static func object(at address: UnsafeRawPointer) -> String? {
        unsafe linmil_file_at(address).map { name in
            unsafe PathText.text(
                of: UnsafeBufferPointer(start: name, count: strlen(name)).map { UInt8(bitPattern: $0) })
        }
    }

    private static func resolved(_ path: String) -> String {
        guard let real = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }
}
