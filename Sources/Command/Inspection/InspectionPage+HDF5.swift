internal import Rendering
internal import Results
internal import Slides

extension InspectionPage {
    /// Describes an HDF5 file: its tile geometry, what a heatmap still needs, and its datasets.
    init(hdf5 path: String, _ options: GivenOptions) throws {
        let summary = try FileSummary(path: path)
        let (content, facts) = Self.content(path)
        var groups: [Group] = []
        var geometry: InspectedGeometry?
        if let content {
            let placed = try Self.placement(of: content, options)
            geometry = placed.geometry
            groups.append(Group(title: "for a heatmap", facts: facts + placed.facts))
        } else {
            groups.append(Group(title: "for a heatmap", facts: facts))
        }
        groups += summary.objects.compactMap { object -> Group? in
            var facts: [Fact] = []
            if let shape = object.shape { facts.append(Fact(name: "shape", value: "\(shape)")) }
            if object.name != "" { facts.append(Fact(name: "type", value: object.type)) }
            if let storage = object.storage { facts.append(Fact(name: "storage", value: storage)) }
            facts += object.attributes.map { Fact(name: $0.name, value: $0.value) }
            let title = object.name == "" ? "the file's attributes" : object.name
            return facts.isEmpty ? nil : Group(title: title, facts: facts)
        }
        if summary.isClipped { groups.append(Group(title: "... and more, not listed", facts: [])) }
        self.init(path: path, kind: "HDF5 file", geometry: geometry, groups: groups)
    }

    /// Returns what the file has for each tile: features, scores, or only coordinates; nil if none can be read.
    private static func content(_ path: String) -> ((any TiledFile)?, [Fact]) {
        do throws(SlideError) {
            if try ScoreFile.isOne(path: path) {
                let file = try SlideResult.scoreFile(path: path)
                return (file, scores(of: file))
            }
            let file = try FeatureFile(path: path)
            return (file, facts(of: file))
        } catch {
            let facts = [Fact(name: "features", value: "none: \(error.advised(in: .inspect))")]
            return (try? CoordinateFile(path: path), facts)
        }
    }

    /// Returns the tile geometry, its sources, and what is missing.
    static func placement(
        of file: any TiledFile, _ options: GivenOptions
    ) throws -> (facts: [Fact], geometry: InspectedGeometry?) {
        var sources = SlideSources(features: file.path)
        options.apply(to: &sources)
        let given = sources.given(try sources.openSlide())
        let evidence: TileEvidence
        do throws(SlideError) {
            evidence = try TileEvidence(of: file, given: given)
        } catch {
            return ([Fact(name: "missing", value: error.advised(in: .inspect))], nil)
        }
        let place = evidence.coordinatesPath == file.path ? "" : ", in \(evidence.coordinatesPath)"
        let scale = evidence.coordinatesScale.map { ", multiplied by \(Wording.short($0))" } ?? ""
        var facts = [Fact(name: "coordinates", value: "\(evidence.unit)\(scale)\(place)")]
        facts += list("tile side", evidence.tileSides, at: file.path) { "\(Wording.short($0)) level-0 px" }
        facts += list("slide size", evidence.slideSizes, at: file.path) { "\($0) level-0 px" }
        facts += list("resolution", evidence.resolutions, at: file.path) {
            "\(Wording.short($0)) micrometres per pixel"
        }
        if let stride = evidence.stride {
            let unit = evidence.unit == .level0Pixels ? "level-0 px" : "in the coordinates' unit"
            facts.append(Fact(name: "tile distance", value: "\(Wording.short(stride.length)) \(unit)"))
        }
        do throws(SlideError) {
            let tiles = try TileGrid(evidence)
            facts.append(Fact(name: "tiles reach to", value: "\(tiles.extent) level-0 px"))
            if let scores = file as? ScoreFile { facts += origin(of: scores, on: tiles) }
            facts += tiles.warnings.map { Fact(name: "warning", value: $0.advised(in: .inspect)) }
            // A picture near the features is found by 'linmil render' too, where the slide's size is known.
            let found = given.slide != nil || tiles.slideSize == nil ? nil : NeighbouringFiles.thumbnail(of: file.path)
            facts.append(
                Fact(name: "still needed", value: needs(of: tiles, found, hasSlide: given.slide != nil)))
            if let command = command(of: file, sources, found) { facts.append(Fact(name: "command", value: command)) }
            let warnings = tiles.warnings.map { $0.advised(in: .inspect) }
            return (facts, InspectedGeometry(evidence, warnings: warnings, failure: nil))
        } catch {
            facts.append(Fact(name: "missing", value: error.advised(in: .inspect)))
            return (facts, InspectedGeometry(evidence, warnings: [], failure: error))
        }
    }

    /// Returns the value that is used, followed by the others.
    private static func list<Value>(
        _ name: String, _ statements: [TileEvidence.Statement<Value>], at path: String, _ words: (Value) -> String
    ) -> [Fact] {
        guard !statements.isEmpty else { return [Fact(name: name, value: "unknown")] }
        return statements.enumerated().map { index, said in
            let source = said.source.words(in: .inspect)
            let place = said.source.path.map { $0 == path || source == $0 ? "" : " of \($0)" } ?? ""
            let value = said.value.map(words) ?? "unusable"
            return Fact(
                name: index == 0 ? name : "",
                value: "\(value), \(index == 0 ? "from" : "also from") \(source)\(place)")
        }
    }

    /// Returns what rendering needs besides this file, with the options that give it.
    private static func needs(of tiles: TileGrid, _ found: String?, hasSlide: Bool) -> String {
        if hasSlide { return "nothing: the slide gives size, resolution and picture" }
        if tiles.slideSize == nil {
            return "the slide's size, to draw over a picture: --slide, or --slide-size with --thumbnail; "
                + "without it, the map is drawn on white"
        }
        if let found { return "nothing: \(found) is a picture of the slide" }
        return "a picture of the slide: --thumbnail or --slide; without it, the map is drawn on white"
    }

    /// Returns the command that draws the file, with what was given and the thumbnail that was found; nil for a file that has
    /// neither features nor scores.
    private static func command(of file: any TiledFile, _ sources: SlideSources, _ found: String?) -> String? {
        guard !(file is CoordinateFile) else { return nil }
        var words = ["linmil", "render", file.path.hasPrefix("-") ? "./" + file.path : file.path]
        for (option, value) in [
            ("--model", file is ScoreFile ? nil : "MODEL"), ("--coords", sources.coordinates),
            ("--slide", sources.wholeSlide), ("--slide-size", sources.slideSize.map { "\($0)" }),
            ("--tile-size", sources.tileSide.map(Wording.length)), ("--mpp", sources.mpp.map(Wording.length)),
            ("--coords-scale", sources.coordinatesScale.map(Wording.length)), ("--thumbnail", found),
        ] {
            if let value { words += value.hasPrefix("-") ? ["\(option)=\(value)"] : [option, value] }
        }
        return Wording.line(words.map(Wording.shellWord).joined(separator: " "))
    }
}
