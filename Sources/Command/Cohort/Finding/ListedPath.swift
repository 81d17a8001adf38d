internal import Files
internal import Slides

/// A path as a list of slides has it: relative to the list's folder, and perhaps written on Windows.
struct ListedPath {
    let path: String

    /// Finds the file. Backslashes separate folders, unless there is a file of exactly that name.
    init(_ text: String, in folder: String) {
        func place(_ text: String) -> String { text.hasPrefix("/") ? text : folder + text }
        let exact = place(text)
        if Self.isWindows(text) {
            path = text
        } else if text.contains("\\"), !FileSystem.exists(exact) {
            path = place(text.replacing("\\", with: "/"))
        } else {
            path = exact
        }
    }

    /// Whether a path begins with a drive or a server of Windows: `C:\`, `\\nas\`.
    private static func isWindows(_ text: String) -> Bool {
        // Without a regular expression: it would be parsed again for every place where a row's features may be.
        let start = Array(text.utf8.prefix(3))
        let isLetter = start.first.map { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 } ?? false
        return text.hasPrefix("\\\\")
            || isLetter && [Array(":\\".utf8), Array(":/".utf8)].contains(Array(start.dropFirst()))
    }

    /// Why a path cannot be one of this machine; nil if it can.
    static func problem(_ text: String) -> String? {
        guard isWindows(text), !FileSystem.exists(text) else { return nil }
        return "\(text): this is a path of Windows, expected one of this machine; write the path as it is here"
    }
}
