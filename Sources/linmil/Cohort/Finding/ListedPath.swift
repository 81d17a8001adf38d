internal import Foundation
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
        } else if text.contains("\\"), !Self.isFile(exact) {
            path = place(text.replacing("\\", with: "/"))
        } else {
            path = exact
        }
    }

    /// Whether a path begins with a drive or a server of Windows: `C:\`, `\\nas\`.
    private static func isWindows(_ text: String) -> Bool {
        text.hasPrefix("\\\\") || text.wholeMatch(of: /[A-Za-z]:[\\\/].*/) != nil
    }

    /// Why a path cannot be one of this machine; nil if it can.
    static func problem(_ text: String) -> String? {
        guard isWindows(text), !isFile(text) else { return nil }
        return "\(text): this is a path of Windows, expected one of this machine; write the path as it is here"
    }

    static func isFile(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// Whether there is a folder at a path.
    static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}
