internal import ArgumentParser

/// A subcommand that runs, and the options that it has.
enum Subcommand: CaseIterable {
    case render, score, evaluate, cohort, report, inspect
    /// Drawing for a program in another language.
    case picture

    /// Finds the subcommand of a parsed command; nil for `linmil` itself.
    init?(_ command: any ParsableCommand) {
        switch command {
        case is RenderCommand: self = .render
        case is ScoreCommand, is FeaturesWorkerCommand: self = .score
        case is PictureWorkerCommand: self = .picture
        case is EvaluateCommand: self = .evaluate
        case is CohortCommand, is WorkerCommand: self = .cohort
        case is ReportCommand: self = .report
        case is InspectCommand: self = .inspect
        default: return nil
        }
    }

    /// An option that a remedy can name. The raw value is the option's name.
    enum Option: String, CaseIterable {
        case coords, slide, thumbnail, mpp
        case tileSize = "tile-size"
        case slideSize = "slide-size"
        case coordsScale = "coords-scale"
        case model, prefix, score, block, head, classes, activation
        case columns
        case className = "class"
        case outputAs = "output-as"
        case normalize, range, colormap, compatible, threshold, top, background, legend, panels
        case maxSide = "max-side"
        case width, dpi
        case maxHeight = "max-height"
        case noHeader = "no-header"
        case svg, linked
        case convert
    }

    /// Returns the name of an option in this subcommand, such as `--slides` or a column of a cohort's list; nil if the
    /// subcommand does not have it.
    func name(of option: Option) -> String? {
        switch (self, option) {
        case (.cohort, .slide): return "--slides"
        case (.cohort, .thumbnail): return "--thumbnails"
        case (.cohort, .coords), (.cohort, .slideSize): return "the column '\(option.rawValue)' of a list"
        default: return options.contains(option) ? "--" + option.rawValue : nil
        }
    }

    /// Returns how to give a value, such as `with --coords`; nil if the subcommand does not have the option.
    func giving(_ option: Option) -> String? {
        name(of: option).map { $0.hasPrefix("--") ? "with \($0)" : "in \($0)" }
    }

    /// The options that this subcommand has under their own names.
    private var options: Set<Option> {
        let geometry: Set<Option> = [.coords, .slide, .tileSize, .slideSize, .mpp, .coordsScale]
        let model: Set<Option> = [
            .model, .prefix, .score, .className, .block, .head, .classes, .activation, .outputAs,
        ]
        let drawing: Set<Option> = [
            .normalize, .range, .colormap, .compatible, .threshold, .top, .background, .legend, .panels, .maxSide,
        ]
        let print: Set<Option> = [.width, .dpi, .maxHeight, .noHeader]
        return switch self {
        case .render: geometry.union(model).union(drawing).union(print).union([.thumbnail, .columns])
        case .evaluate: geometry.union(model).subtracting([.block, .head])
        case .score: geometry.union(model).union([.normalize, .range, .colormap, .top])
        case .cohort: model.union(drawing).union([.columns, .tileSize, .mpp, .coordsScale])
        case .report: print.union([.panels, .svg, .linked])
        case .inspect: geometry.union([.convert, .activation, .classes, .prefix])
        case .picture: geometry.union(drawing).union([.thumbnail])
        }
    }
}
