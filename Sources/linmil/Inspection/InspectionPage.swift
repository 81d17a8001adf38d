internal import Rendering
internal import Slides

/// What one file holds: facts with names, in groups, for a person or a program.
struct InspectionPage: Encodable {
    /// A named fact; one without a name goes on with what the one before it says.
    struct Fact: Encodable {
        let name: String
        let value: String
    }

    /// Facts that belong together: the file as a whole, a dataset, the tiles.
    struct Group: Encodable {
        let title: String
        let facts: [Fact]
    }

    let path: String
    let kind: String
    /// Where the tiles are, for programs; nil for what has no tiles.
    var geometry: InspectedGeometry?
    /// What made a picture, for programs; nil for what linmil did not draw.
    var record: RenderRecord?
    /// What draws that picture again, run where its inputs lie.
    var command: String?
    let groups: [Group]

    /// Looks into a file of any kind that the command knows; `options` say what the files do not.
    ///
    /// - Parameter prefix: which model to show of a checkpoint that holds several.
    init(of path: String, _ options: GeometryOptions, prefix: String? = nil) throws {
        switch try FileKind(of: path) {
        case .hdf5: self = try InspectionPage(hdf5: path, options)
        case .png: self = try InspectionPage(png: path)
        case .jpeg: self = try InspectionPage(jpeg: path)
        case .svg: self = try InspectionPage(svg: path)
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

    /// The page for a person: names in a column, values beside them.
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
