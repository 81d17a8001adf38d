internal import Heatmaps
internal import Images
internal import Rendering
internal import Slides

extension HeatmapError: Advised {
    func remedy(in subcommand: Subcommand) -> String? {
        switch self {
        case .badTileSide:
            return subcommand.giving(.tileSize).map { "give it \($0)" }
        case .badSize:
            let names = [Subcommand.Option.slideSize, .maxSide].compactMap { subcommand.name(of: $0) }
            return names.isEmpty ? nil : "check \(names.joined(separator: " and "))"
        case .badRange:
            return subcommand.name(of: .range).map { "correct \($0)" }
        case .rangeNotUsed:
            guard let range = subcommand.name(of: .range), let normalize = subcommand.name(of: .normalize) else {
                return nil
            }
            return "leave \(range) out, or choose \(normalize) minmax, robust or none"
        case .incompatible:
            return subcommand.name(of: .compatible).map { "give what is expected, or leave \($0) out" }
        case .unknownColorMap:
            return subcommand.giving(.colormap).map { "choose one \($0)" }
        case .noTiles, .countMismatch, .tooManyTiles, .badCoordinate, .badScores, .badSelection, .badSigma, .badOutline,
            .outsideSlide:
            return nil
        }
    }
}

extension ImageError: Advised {
    func remedy(in subcommand: Subcommand) -> String? {
        switch self {
        case .slide:
            // A subcommand without `--thumbnail` takes no picture, so this advice would not fit.
            guard subcommand.name(of: .thumbnail) != nil else { return nil }
            return subcommand.giving(.slide).map { "convert it, or give a slide \($0)" }
        case .file, .empty, .notAnImage, .damaged, .tooLong, .indivisible, .implausible, .libraryMissing, .noteTooLong,
            .encoderMissing, .notEncoded:
            return nil
        case .tooLarge, .tooLongForJPEG:
            return RenderingError.smallerPicture(in: subcommand)
        }
    }
}

extension FigureError: Advised {
    func remedy(in subcommand: Subcommand) -> String? {
        switch self {
        case .libraryMissing(_, let package, _):
            return Self.withoutPNG(in: subcommand).map { "install the package \(package), or \($0)" }
        case .fontsMissing:
            return Self.withoutPNG(in: subcommand).map { "install the package fonts-dejavu-core, or \($0)" }
        case .notDrawn:
            return Self.withoutPNG(in: subcommand)
        case .tooLarge:
            return RenderingError.smallerPicture(in: subcommand)
        case .pageTooLow:
            guard let height = subcommand.name(of: .maxHeight), let header = subcommand.name(of: .noHeader) else {
                return nil
            }
            return "give a larger \(height), or leave the header out with \(header)"
        }
    }

    /// Returns how to avoid the libraries that draw text.
    private static func withoutPNG(in subcommand: Subcommand) -> String? {
        switch subcommand {
        case .render: "write the figure as SVG with -o FIGURE.svg"
        case .report: "write the figure as SVG with --svg"
        case .cohort, .picture: "leave --legend and --panels out"
        case .evaluate: "write the figure as SVG with --plot CURVES.svg"
        case .score, .inspect: nil
        }
    }
}

extension RenderError: Advised {
    func remedy(in subcommand: Subcommand) -> String? {
        switch self {
        case .missingModel: subcommand.name(of: .model).map { "give \($0) FILE" }
        case .needlessModel: subcommand.name(of: .model).map { "leave \($0) out, or give features" }
        case .partOfPart:
            "give the features and the model with all regions, or leave --only and --without out"
        }
    }
}

extension RenderingError: Advised {
    func remedy(in subcommand: Subcommand) -> String? {
        switch self {
        case .unknownSlideSize:
            guard let size = subcommand.name(of: .slideSize), let slide = subcommand.name(of: .slide),
                let coords = subcommand.name(of: .coords)
            else { return nil }
            return
                "give the slide's size in level-0 pixels (\(size)), the slide itself (\(slide)), or its coordinates file "
                + "(\(coords))"
        case .missingPicture:
            guard let thumbnail = subcommand.name(of: .thumbnail), let slide = subcommand.name(of: .slide),
                let background = subcommand.name(of: .background)
            else { return nil }
            return "give one with \(thumbnail) or \(slide), or \(background) white"
        case .tooLarge: return Self.smallerPicture(in: subcommand)
        case .noFigure(_, let error): return error.remedy(in: subcommand)
        case .notDrawable(_, let error): return error.remedy(in: subcommand)
        case .noFolder, .unsuitable, .otherEnding: return nil
        }
    }

    /// Returns how to get a picture with fewer pixels.
    static func smallerPicture(in subcommand: Subcommand) -> String? {
        let names = [Subcommand.Option.maxSide, .width, .dpi].compactMap { subcommand.name(of: $0) }
        return names.isEmpty ? nil : "give a smaller \(names.joined(separator: " or "))"
    }
}

extension RenderWarning: Advised {
    func remedy(in subcommand: Subcommand) -> String? {
        switch self {
        case .slide(let warning): return warning.remedy(in: subcommand)
        case .leftAside, .result, .contactSheetAsSVG: return nil
        case .nothingDrawn:
            return subcommand.name(of: .threshold).map { "lower \($0)" }
        case .nothingFor:
            return subcommand.name(of: .top).map { "leave out \($0)" }
        case .zeroOffCentre(let range):
            let end = plainNumber(range.zeroCentred.high)
            return subcommand.name(of: .range).map { "give \($0) -\(end) \(end)" }
        case .noScaleBar: return subcommand.giving(.mpp).map { "give the micrometres per level-0 pixel \($0)" }
        case .coarseTiles: return subcommand.giving(.slide).map { "give the slide itself \($0)" }
        case .coarsePicture:
            let names = [Subcommand.Option.thumbnail, .slide].compactMap { subcommand.name(of: $0) }
            let dpi = subcommand.name(of: .dpi).map { "ask for fewer with \($0)" }
            let sharper = names.isEmpty ? nil : "give a sharper \(names.joined(separator: " or "))"
            let ways = [sharper, dpi].compactMap(\.self)
            return ways.isEmpty ? nil : ways.joined(separator: ", or ")
        }
    }
}
