/// The format of a picture file. Its ending says it.
public enum PictureFormat: Sendable, CaseIterable {
    /// PNG: pixels.
    case png
    /// JPEG: pixels, with losses, and without transparency.
    case jpeg
    /// SVG: a figure whose text stays text.
    case svg
    /// PDF: a figure whose text stays text and whose pictures keep their pixels.
    case pdf
    /// OME-TIFF: the map alone, or the scores themselves, as a pyramid of tiles.
    case omeTIFF

    /// The format that the ending of a file's name says, in small or capital letters; nil for any other ending, and for a name
    /// that is an ending alone.
    public init?(path: String) {
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last?.lowercased() ?? ""
        let format = Self.allCases.first { format in
            format.endings.contains { name.hasSuffix($0) && name.utf8.count > $0.utf8.count }
        }
        guard let format else { return nil }
        self = format
    }

    /// The endings of its files, the usual one first.
    public var endings: [String] {
        switch self {
        case .png: [".png"]
        case .jpeg: [".jpg", ".jpeg"]
        case .svg: [".svg"]
        case .pdf: [".pdf"]
        case .omeTIFF: [".ome.tif", ".ome.tiff"]
        }
    }

    /// Whether the file holds the map alone, without a picture of the slide under it and without text.
    package var isMap: Bool { self == .omeTIFF }

    /// Whether the file is always a figure, with a legend.
    var isPage: Bool { self == .svg || self == .pdf }

    /// The formats of figures: pages with text.
    public static let ofFigures: [PictureFormat] = [.png, .jpeg, .svg, .pdf]

    /// Splits a path before the ending that says its format, or else before the last full stop of its name.
    package static func split(_ path: String) -> (stem: String, ending: String) {
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        let endings = PictureFormat(path: path)?.endings ?? []
        let known = endings.first { name.lowercased().hasSuffix($0) }.map { name.suffix($0.count) }
        let dot = name.lastIndex(of: ".").flatMap { $0 > name.startIndex ? $0 : nil }
        guard let ending = known ?? dot.map({ name[$0...] }) else { return (path, "") }
        return (String(path.dropLast(ending.count)), String(ending))
    }
}
