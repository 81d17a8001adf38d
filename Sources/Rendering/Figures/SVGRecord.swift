package import Files
internal import Foundation

/// What made a figure, inside its SVG: the element that programs may read and people do not see.
package struct SVGRecord: Sendable {
    /// As JSON.
    private let text: String

    private static let start = "<metadata id=\"linmil\">"
    private static let end = "</metadata>"
    /// It stands at the file's beginning, before texts and pictures.
    private static let longest = 1 << 20

    /// Takes down a record.
    package init(_ record: RenderRecord) throws { text = try record.json() }

    /// The element.
    var element: String { Self.start + Markup.escaped(text) + Self.end + "\n" }

    /// Reads the record of a file; nil where there is none that this version understands.
    package static func read(from path: String) throws(FileError) -> RenderRecord? {
        let bytes = try InputFile.beginning(of: path, count: longest)
        guard let start = bytes.firstRange(of: Array(Self.start.utf8))?.upperBound,
            let end = bytes[start...].firstRange(of: Array(Self.end.utf8))?.lowerBound
        else { return nil }
        return RenderRecord(json: Data(Markup.unescaped(Array(bytes[start..<end]))))
    }
}
