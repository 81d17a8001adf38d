package import Files
internal import FoundationEssentials

/// The record inside a file of XML: an element that programs can read and viewers do not show.
package struct EmbeddedRecord: Sendable {
    /// The record as JSON.
    private let json: String

    /// The kinds of files.
    package enum Place: Sendable {
        /// The element `metadata` of an SVG figure.
        case svg
        /// A comment annotation in the OME-XML of an OME-TIFF.
        case ome

        fileprivate var start: String {
            switch self {
            case .svg: "<metadata id=\"linmil\">"
            case .ome: "<CommentAnnotation ID=\"\(EmbeddedRecord.annotation)\" Namespace=\"linmil\"><Value>"
            }
        }

        fileprivate var end: String {
            switch self {
            case .svg: "</metadata>"
            case .ome: "</Value></CommentAnnotation>"
            }
        }
    }

    /// The identifier of the annotation in OME-XML.
    static let annotation = "Annotation:linmil"
    /// The record is at the beginning of the file, before texts and pictures.
    private static let longest = 1 << 20

    /// Takes a record as JSON.
    init(json: String) { self.json = json }

    /// The element as text.
    func element(in place: Place) -> String { place.start + Markup.escaped(json) + place.end }

    /// Whether a file's beginning has a record, even one that this version does not understand.
    package static func isInside(_ path: String, at place: Place) -> Bool {
        (try? text(in: InputFile.beginning(of: path, count: longest), at: place)) != nil
    }

    /// Reads the record of a file. Returns nil if it has none that this version understands.
    package static func read(from path: String, at place: Place) throws(FileError) -> RenderRecord? {
        text(in: try InputFile.beginning(of: path, count: longest), at: place).flatMap { RenderRecord(json: Data($0)) }
    }

    private static func text(in bytes: [UInt8], at place: Place) -> [UInt8]? {
        guard let start = bytes.firstRange(of: Array(place.start.utf8))?.upperBound,
            let end = bytes[start...].firstRange(of: Array(place.end.utf8))?.lowerBound
        else { return nil }
        return Markup.unescaped(Array(bytes[start..<end]))
    }
}
