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
        text.hasPrefix("\\\\") || text.wholeMatch(of: /[A-Za-z]:[\\\/].*/) != nil
    }

    /// Why a path cannot be one of this machine; nil if it can.
    static func problem(_ text: String) -> String? {
        guard isWindows(text), !FileSystem.exists(text) else { return nil }
        return "\(text): this is a path of Windows, expected one of this machine; write the path as it is here"
    }

}
