package import Files
internal import FoundationEssentials

/// The record inside an SVG figure: a `metadata` element that programs can read and viewers do not show.
package struct SVGRecord: Sendable {
    /// The record as JSON.
    private let text: String

    private static let start = "<metadata id=\"linmil\">"
    private static let end = "</metadata>"
    /// The record is at the beginning of the file, before texts and pictures.
    private static let longest = 1 << 20

    /// Encodes a record.
    package init(_ record: RenderRecord) throws { text = try record.json() }

    /// Takes a record of another kind, as JSON.
    init(json: String) { text = json }

    /// The element as SVG text.
    var element: String { Self.start + Markup.escaped(text) + Self.end + "\n" }

    /// Reads the record of a file. Returns nil if it has none that this version understands.
    package static func read(from path: String) throws(FileError) -> RenderRecord? {
        let bytes = try InputFile.beginning(of: path, count: longest)
        guard let start = bytes.firstRange(of: Array(Self.start.utf8))?.upperBound,
            let end = bytes[start...].firstRange(of: Array(Self.end.utf8))?.lowerBound
        else { return nil }
        return RenderRecord(json: Data(Markup.unescaped(Array(bytes[start..<end]))))
    }
}
