internal import Rendering
internal import Slides

/// What `inspect` shows of one file: named facts in groups, as text or as JSON.
struct InspectionPage: Encodable {
    /// A named fact. A fact without a name continues the one before it.
    struct Fact: Encodable {
        let name: String
        let value: String
    }

    /// Facts that belong together, such as those of the file, of a dataset or of the tiles.
    struct Group: Encodable {
        let title: String
        let facts: [Fact]
    }

    let path: String
    let kind: String
    /// The tile geometry, for JSON; nil for a file without tiles.
    var geometry: InspectedGeometry?
    /// The record of a picture, for JSON; nil for a file that linmil did not draw.
    var record: RenderRecord?
    /// The command that draws the picture again. It must run in the folder of its inputs.
    var command: String?
    let groups: [Group]

    /// Describes a file of any kind that linmil reads.
    ///
    /// - Parameters:
    ///   - options: the geometry from the user, for what the files do not say.
    ///   - prefix: which model to show if a checkpoint holds several.
    init(of path: String, _ options: GivenOptions, prefix: String? = nil) throws {
        switch try FileKind(of: path) {
        case .hdf5: self = try InspectionPage(hdf5: path, options)
        case .png: self = try InspectionPage(png: path)
        case .jpeg: self = try InspectionPage(jpeg: path)
        case .svg: self = try InspectionPage(of: path, "SVG image", record: EmbeddedRecord.read(from: path, at: .svg))
        case .pdf: self = try InspectionPage(of: path, "PDF document", record: PDFRecord.read(from: path))
        case .omeTIFF: self = try InspectionPage(omeTIFF: path)
        case .table, .array: self = try InspectionPage(arrays: path, options)
        case .checkpoint: self = try InspectionPage(checkpoint: path, prefix: prefix)
        case .scores: self = try InspectionPage(scores: path)
        case .slide: self = try InspectionPage(slide: path)
        }
    }

    init(
        path: String, kind: String, geometry: InspectedGeometry? = nil, record: RenderRecord? = nil, groups: [Group]
    ) {
        (self.path, self.kind, self.geometry, self.record, self.groups) = (path, kind, geometry, record, groups)
        command = record.map { RecordedCommand($0, output: FilePath.fileName(of: path)).text }
    }

    /// The page as text: names in a column, values beside them.
    var text: String {
        let width = groups.flatMap(\.facts).map(\.name.count).max() ?? 0
        var lines = ["\(path): \(kind)"]
        for group in groups {
            lines.append("")
            if !group.title.isEmpty { lines.append(group.title) }
            for fact in group.facts {
                lines.append(
                    "  \(fact.name)\(String(repeating: " ", count: width - fact.name.count))  \(fact.value)")
            }
        }
        return lines.joined(separator: "\n")
    }
}
