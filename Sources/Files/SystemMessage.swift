internal import Glibc

/// Returns the operating system's words for the last error of this thread.
package func systemMessage() -> String { systemMessage(errno) }

/// Returns the operating system's words for an error code, such as `No such file or directory`.
package func systemMessage(_ code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard unsafe strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
