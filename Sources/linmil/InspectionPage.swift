internal import Images
internal import LinMIL
internal import Reports
internal import Slides

/// What one file holds: facts with names, in groups, for a person or a program.
struct InspectionPage: Encodable {
    /// A named fact.
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
    let groups: [Group]

    /// Looks into a file of any kind that the command knows.
    init(of path: String) throws {
        switch try FileKind(of: path) {
        case .hdf5: self = try InspectionPage(hdf5: path)
        case .png: self = try InspectionPage(image: path)
        case .checkpoint: self = try InspectionPage(checkpoint: path)
        }
    }

    init(path: String, kind: String, groups: [Group]) {
        (self.path, self.kind, self.groups) = (path, kind, groups)
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

extension InspectionPage {
    /// A PNG image.
    private init(image path: String) throws {
        let image = try Image(contentsOf: path)
        self.init(
            path: path, kind: "PNG image",
            groups: [Group(title: "", facts: [Fact(name: "size", value: "\(image.size) px")])])
    }

    /// A checkpoint: the model that it makes, or why it makes none.
    private init(checkpoint path: String) throws {
        let checkpoint = try Checkpoint(readingFrom: path)
        var facts = [Fact(name: "fingerprint", value: checkpoint.fingerprint)]
        facts += checkpoint.metadata.sorted { $0.key < $1.key }.map {
            Fact(name: $0.key, value: Wording.name($0.value))
        }
        var groups = [Group(title: "", facts: facts)]
        do {
            groups.append(Group(title: "model", facts: Self.facts(of: try Model(checkpoint), checkpoint)))
        } catch let error as ModelError {
            groups.append(Group(title: "no Lin-MIL model", facts: [Fact(name: "because", value: error.description)]))
        }
        let tensors = checkpoint.tensors.sorted { $0.key.localizedStandardLess($1.key) }
        groups.append(
            Group(
                title: "tensors",
                facts: tensors.map { name, tensor in
                    Fact(name: Wording.name(name), value: "\(tensor.elementType.rawValue) \(tensor.shape)")
                }))
        self.init(path: path, kind: "checkpoint with \(tensors.count) tensors", groups: groups)
    }

    /// What a model is made of, and which of it the checkpoint leaves to be assumed.
    private static func facts(of model: Model, _ checkpoint: Checkpoint) -> [Fact] {
        let configuration = model.configuration
        func unlessRecorded(_ key: String, _ value: String, _ remedy: String = "") -> String {
            checkpoint.metadata[key] == nil ? "\(value), assumed: the file does not say\(remedy)" : value
        }
        var facts = [
            Fact(name: "attention", value: configuration.attention.rawValue),
            Fact(name: "pooling", value: configuration.pooling.rawValue),
            Fact(name: "inputs", value: "\(configuration.inputDimension) features a tile"),
            Fact(name: "latent", value: "\(configuration.latentDimension)"),
            Fact(name: "blocks", value: "\(configuration.depth)"),
        ]
        let heads = "\(configuration.heads)"
        switch configuration.attention {
        case .linear:
            let activation = unlessRecorded("activation", configuration.activation.rawValue, " (--activation)")
            facts += [Fact(name: "heads", value: heads), Fact(name: "activation", value: activation)]
        case .softmax, .nystrom: facts.append(Fact(name: "heads", value: heads))
        case .dilated: facts.append(Fact(name: "heads", value: unlessRecorded("heads", heads)))
        }
        facts.append(Fact(name: "classes", value: model.classNames.map(Wording.name).joined(separator: ", ")))
        return facts
    }

    /// An HDF5 file: its datasets, and where its tiles lie.
    private init(hdf5 path: String) throws {
        let summary = try FileSummary(path: path)
        var groups = [Group(title: "for a heatmap", facts: Self.heatmapFacts(path))]
        groups += summary.objects.compactMap { object -> Group? in
            var facts: [Fact] = []
            if let shape = object.shape { facts.append(Fact(name: "shape", value: "\(shape)")) }
            if object.name != "" { facts.append(Fact(name: "type", value: object.type)) }
            if let storage = object.storage { facts.append(Fact(name: "storage", value: storage)) }
            facts += object.attributes.map { Fact(name: $0.name, value: $0.value) }
            return facts.isEmpty ? nil : Group(title: object.name, facts: facts)
        }
        if summary.isClipped { groups.append(Group(title: "... and more that is not listed", facts: [])) }
        self.init(path: path, kind: "HDF5 file", groups: groups)
    }

    /// What a heatmap needs of a features file, and which option gives what is missing.
    private static func heatmapFacts(_ path: String) -> [Fact] {
        let features: FeatureFile
        do {
            features = try FeatureFile(path: path)
        } catch {
            return [Fact(name: "features", value: "none: \(error.description)")]
        }
        var facts = [Fact(name: "features", value: "\(features.tileCount) tiles, \(features.width) wide")]
        do {
            let tiles = try TileGrid(of: features)
            facts.append(
                Fact(
                    name: "tile side",
                    value: "\(Wording.length(tiles.side)) level-0 px, from \(name(tiles.sideSource))"))
            if let size = tiles.slideSize, let source = tiles.slideSizeSource {
                facts.append(Fact(name: "slide size", value: "\(size) level-0 px, from \(name(source))"))
            } else {
                facts.append(
                    Fact(name: "slide size", value: "unknown; a thumbnail needs --slide-size or --coords"))
            }
            facts.append(Fact(name: "tiles reach to", value: "\(tiles.extent) level-0 px"))
        } catch {
            facts.append(Fact(name: "missing", value: error.description))
        }
        return facts
    }

    private static func name(_ source: TileGrid.Source) -> String {
        switch source {
        case .option: "the options"
        case .attributes(let names): names
        }
    }
}

extension String {
    /// Orders `transformer.2` before `transformer.10`.
    fileprivate func localizedStandardLess(_ other: String) -> Bool {
        let (left, right) = (split(separator: "."), other.split(separator: "."))
        for (a, b) in zip(left, right) where a != b {
            if let a = Int(a), let b = Int(b) { return a < b }
            return a < b
        }
        return left.count < right.count
    }
}
