internal import LinMIL
internal import Results
internal import Slides

extension InspectionPage {
    /// Describes features or scores that lie in a table, or in a file of NumPy or PyTorch.
    init(arrays path: String, _ options: GivenOptions) throws {
        var facts: [Fact] = []
        let file: (any TiledFile)?
        var kind = "table of scores"
        if case .array = try FileKind(of: path) {
            kind = "features or scores"
            do {
                let features = try FeatureFile(anyFormatAt: path)
                (file, facts) = (features, Self.facts(of: features))
            } catch is SlideError {
                (file, facts) = try Self.scores(in: path)
            }
        } else {
            (file, facts) = try Self.scores(in: path)
        }
        let placed = try file.map { try Self.placement(of: $0, options) }
        self.init(
            path: path, kind: kind, geometry: placed?.geometry,
            groups: [Group(title: "for a heatmap", facts: facts + (placed?.facts ?? []))])
    }

    /// Returns the shape of features, and what a person should know of them.
    static func facts(of file: FeatureFile) -> [Fact] {
        let name = file.dataset.isEmpty ? "" : ", in '\(Wording.name(file.dataset))'"
        let shape = Fact(name: "features", value: "\(file.tileCount) tiles, \(file.width) wide\(name)")
        do {
            let warnings = try FeatureSource(file).findings().warnings(tiles: file.tileCount)
            return [shape] + warnings.map { Fact(name: "warning", value: $0) }
        } catch {
            return [shape, Fact(name: "warning", value: Advice.sentence(for: error, in: .inspect))]
        }
    }

    /// Returns the scores of a file; if it has those of several classes, only that.
    private static func scores(in path: String) throws -> ((any TiledFile)?, [Fact]) {
        do {
            let file = try ScoreFile(anyFormatAt: path)
            return (file, [Fact(name: "scores", value: scores(file.scores, name: file.name))])
        } catch let error as SlideError {
            guard case .severalClasses = error else { throw error }
            return (nil, [Fact(name: "missing", value: error.advised(in: .inspect))])
        }
    }
}
