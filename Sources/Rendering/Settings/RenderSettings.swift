public import Heatmaps

/// How a result is drawn: the recipe of a picture.
///
///     var settings = RenderSettings()
///     settings.colorMap = .viridis
///     settings.selection = .topPercent(5)
///
/// It is made once from what a person asks for, and goes as it is into the picture's record, a cohort's records and the pipe
/// to a worker.
public struct RenderSettings: Sendable, Equatable {
    /// How values lie on the picture.
    public enum Style: String, Sendable, Codable, CaseIterable {
        /// Crisp rectangles.
        case tiles
        /// A Gaussian over the tiles, which never reaches into the background.
        case smooth
    }

    /// A line around tiles in place of colours.
    public struct Outline: Sendable, Equatable, Codable {
        /// The line goes around where the value, 0 to 1, is at least this; nil for all tiles that are drawn.
        public var level: Double?
        /// The width of the line in pixels, 1 to 64; nil takes a thousandth of the picture's longest side, at least 2.
        public var width: Int?

        /// Describes a line.
        public init(level: Double? = nil, width: Int? = nil) { (self.level, self.width) = (level, width) }
    }

    /// A program whose pixels can be drawn, for comparison.
    public enum OtherTool: String, Sendable, Codable, CaseIterable {
        /// TRIDENT's `visualize_heatmap`.
        case trident
        /// CLAM's `create_heatmaps.py`.
        case clam
    }

    /// What the colours lie on.
    public enum Ground: String, Sendable, Codable, CaseIterable {
        /// A picture of the slide.
        case thumbnail
        /// White paper.
        case white
        /// Nothing: pixels without a tile are transparent.
        case transparent = "none"
    }

    /// How scores become values between 0 and 1.
    public var normalization = Normalization.rank
    /// The scores at the ends of the colours; nil takes the slide's own. Ranks and z-scores have none.
    public var range: ScoreRange?
    /// The colours.
    public var colorMap = ColorMap.coolwarm
    /// The opacity of the colours, 0 to 1.
    public var alpha = 0.4

    /// How values lie on the picture.
    public var style = Style.tiles
    /// Which tiles are drawn.
    public var selection = Selection.all
    /// A line in place of colours.
    public var outline: Outline?
    /// Draws the pixels of another program: ranks, all tiles.
    public var compatible: OtherTool?

    /// What the colours lie on; nil takes a picture of the slide where there is one, else white paper.
    public var ground: Ground?
    /// The longest side of the picture in pixels; nil takes the thumbnail's, else 2000.
    public var maxSide: Int?
    /// Adds colour bar, scale bar, slide and prediction.
    public var legend = false
    /// Puts thumbnail, overlay and bare map side by side.
    public var panels = false
    /// The page that a figure is printed on; nil for a picture that is as large as its pixels.
    public var page: PrintPage?
    /// Whether a figure shows the slide's name and its prediction above.
    public var header = true
    /// What a figure calls the slide; nil takes the name of the features file.
    public var name: String?
    /// How many tiles of the highest and lowest scores are written as pictures of their own; nil for none.
    public var topTiles: Int?

    /// The field's usual picture: ranks in coolwarm at 0.4 over the thumbnail.
    public init() {}

    /// The longest sides that a picture may be asked to have, in pixels.
    public static let maxSides = 1...100_000
    /// The widths that an outline may have, in pixels.
    public static let outlineWidths = 1...64
    /// How many top tiles may be asked for.
    public static let topTileCounts = 1...1000

    /// Whether the picture is a figure, with text or several panels, and not the heatmap alone.
    package func isFigure(as format: PictureFormat) -> Bool { legend || panels || page != nil || format == .svg }
}

/// The kinds of picture file, by the ending of the name.
public enum PictureFormat: Sendable {
    /// Pixels.
    case png
    /// A figure whose text stays text.
    case svg

    /// SVG where the name ends in `.svg`, else PNG.
    public init(path: String) { self = path.hasSuffix(".svg") ? .svg : .png }
}
