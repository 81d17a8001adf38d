internal import ArgumentParser
internal import Heatmaps

/// Which tiles are drawn, and how they lie on the picture.
struct DrawingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "tiles: crisp rectangles. smooth: a Gaussian over the tiles, which never reaches into glass.",
            valueName: "kind"))
    var style: StyleKind = .tiles

    @Option(
        help: ArgumentHelp(
            "Draw only tiles whose value, 0 to 1 as it is coloured, is at least this.", valueName: "value"))
    var threshold: Double?

    @Option(help: ArgumentHelp("Draw only so many tiles of the highest scores, or such a part.", valueName: "n|p%"))
    var top: TopPart?

    @Option(
        help: ArgumentHelp(
            "A line in place of colours: around where the value, 0 to 1, reaches a level, or around the tiles that are "
                + "drawn.", valueName: "level|tiles"))
    var outline: OutlineLevel?

    @Option(help: ArgumentHelp("Width of that line. (default: 2, or 1/1000 of the picture)", valueName: "px"))
    var outlineWidth: Int?

    @Option(
        help: ArgumentHelp(
            "Draw the very pixels of another tool, for comparison: trident or clam. Ranks; the other options of drawing do "
                + "not apply.", valueName: "tool"))
    var compatible: OtherTool?

    enum StyleKind: String, CaseIterable, ExpressibleByArgument {
        case tiles, smooth
    }

    enum OtherTool: String, CaseIterable, ExpressibleByArgument {
        case trident, clam
    }

    func validate() throws {
        if let threshold, !(0...1).contains(threshold) {
            throw ValidationError("'--threshold \(threshold)' is not between 0 and 1.")
        }
        if threshold != nil, top != nil {
            throw ValidationError("'--threshold' and '--top' both choose tiles; give one.")
        }
        if let outlineWidth {
            guard (1...64).contains(outlineWidth) else {
                throw ValidationError("'--outline-width \(outlineWidth)' is not between 1 and 64 pixels.")
            }
            if outline == nil { throw ValidationError("'--outline-width' is that of '--outline'; give both.") }
        }
        if compatible != nil, style != .tiles || threshold != nil || top != nil || outline != nil {
            throw ValidationError(
                "'--compatible' draws all tiles as that tool does; leave the other options of drawing out.")
        }
    }

    /// Which tiles are drawn.
    var selection: Selection {
        if let threshold { return .values(atLeast: threshold) }
        return top?.selection ?? .all
    }
}

/// `0.9`, or `tiles` for the border of all that is drawn.
enum OutlineLevel: Equatable, ExpressibleByArgument, CustomStringConvertible {
    case level(Double)
    case tiles

    init?(argument: String) {
        if argument == "tiles" {
            self = .tiles
        } else {
            guard let level = Double(argument), (0...1).contains(level) else { return nil }
            self = .level(level)
        }
    }

    var description: String {
        switch self {
        case .level(let level): "\(level)"
        case .tiles: "tiles"
        }
    }
}
