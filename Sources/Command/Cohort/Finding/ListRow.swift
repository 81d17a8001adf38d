internal import Files
internal import Reports

/// A row of a list, whose columns are known by their names.
struct ListRow {
    /// The cells that are not empty, by column.
    let values: [String: String]
    /// The list's folder, in which relative paths start: empty, or with a slash at its end.
    let folder: String
    /// The folder of features that the user named.
    let features: FeatureFolder?
    let hasDecimalCommas: Bool
    /// Whether there is a model for a row that names none.
    let hasModel: Bool

    /// Returns the slide; nil if the row names none.
    func slide(_ parser: inout RowOptionParser) -> CohortSlide? {
        guard var slide = values["slide_id"].map(named) else { return nil }
        slide.problem =
            ["features", "thumbnail", "slide", "coords", "model"].lazy.compactMap { values[$0] }
            .compactMap(ListedPath.problem).first
        slide.thumbnail = values["thumbnail"].map(file)
        slide.wholeSlide = values["slide"].map(file)
        slide.coordinates = values["coords"].map(file)
        slide.listing.label = values["label"]
        do {
            slide.row = try parser.options(in: words)
        } catch {
            slide.problem = slide.problem ?? error.sentence
        }
        return slide
    }

    private func file(_ path: String) -> String { ListedPath(path, in: folder).path }

    /// Returns the slide with its name and features. CLAM's and STAMP's lists name a file in place of the slide, as `a.svs`
    /// or `a.h5`: then the slide is called `a`, unless there are features of the whole name.
    private func named(_ name: String) -> CohortSlide {
        func slide(_ name: String, _ features: String) -> CohortSlide {
            CohortSlide(identifier: SlideIdentifier(name), features: features)
        }
        if let cell = values["features"] {
            let own = file(cell)
            let there = [own, features?.path(of: cell)].compactMap(\.self).first(where: FileSystem.exists)
            return slide(name, there ?? own)
        }
        let stem = FileEnding.stem(of: name)
        for name in [name, stem] {
            if let path = features?.features(of: name) ?? beside(name) { return slide(name, path) }
        }
        return slide(stem, features?.expectedFeatures(of: stem) ?? file(stem + FileEnding.features[0]))
    }

    /// Returns a slide's features beside the list; nil if there are none.
    private func beside(_ name: String) -> String? {
        guard features == nil else { return nil }
        let scores = hasModel || values["model"] != nil ? [] : FileEnding.scores
        return (FileEnding.features + FileEnding.features.map { $0.uppercased() } + FileEnding.tensors + scores).lazy
            .map { file(name + $0) }
            .first(where: FileSystem.exists)
    }

    /// The row's options. A value is joined to its option, so the parser never reads it as another option.
    private var words: [String] {
        RowOptions.columns.compactMap { column in
            guard let value = values[column] ?? values[column.replacing("-", with: "_")] else { return nil }
            let number = hasDecimalCommas ? value.replacing(/([0-9]),([0-9])/) { "\($0.1).\($0.2)" } : value
            return switch column {
            case "model": "--model=\(file(value))"
            case "range", "alpha": "--\(column)=\(number.replacing(" ", with: ","))"
            case "prefix": "--prefix=\(value)"
            default: "--\(column)=\(number)"
            }
        }
    }
}
