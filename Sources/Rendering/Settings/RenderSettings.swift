public import Heatmaps
public import Results

/// How a result is drawn: the recipe of a picture.
///
///     var settings = RenderSettings()
///     settings.colorMap = .viridis
///     settings.selection = .topPercent(5)
///
/// The settings are made once from the user's options. They are stored unchanged in the picture's record and a cohort's
/// records, and are passed to worker processes.
public struct RenderSettings: Sendable, Equatable {
    /// How values are drawn.
    public enum Style: String, Sendable, Codable, CaseIterable {
        /// Rectangles with sharp borders.
        case tiles
        /// A Gaussian over the tiles. It never reaches into the background.
        case smooth
    }

    /// A program whose pixels can be reproduced, for comparison.
    public enum OtherTool: String, Sendable, Codable, CaseIterable {
        /// TRIDENT's `visualize_heatmap`.
        case trident
        /// CLAM's `create_heatmaps.py`.
        case clam
    }

    /// What the heatmap is drawn on.
    public enum Ground: String, Sendable, Codable, CaseIterable {
        /// A picture of the slide.
        case thumbnail
        /// White paper.
        case white
        /// Transparent: only tiles have colour.
        case transparent = "none"
    }

    /// How scores become values between 0 and 1. If nil, ``usualNormalization(of:)`` of the score.
    public var normalization: Normalization?
    /// The scores at the ends of the colour bar. If nil, the slide's own. Ranks and z-scores have no range.
    public var range: ScoreRange?
    /// The colours. If nil, those of ``Look/usual(isSigned:)``.
    public var colorMap: ColorMap?
    /// The opacity of the colours. If nil, that of ``look(isSigned:)``.
    public var alpha: Opacity?

    /// How values are drawn.
    public var style = Style.tiles
    /// Which tiles are drawn.
    public var selection = Selection.all
    /// An outline, in place of colours.
    public var outline: Outline?
    /// Reproduces the pixels of another program: ranks, all tiles.
    public var compatible: OtherTool?

    /// What the heatmap is drawn on. If nil, a picture of the slide if there is one, else white.
    public var ground: Ground?
    /// The longest side of the picture in pixels. If nil, the thumbnail's, else 2000.
    public var maxSide: Int?
    /// Adds the colour bar, the scale bar, the slide's name and the prediction.
    public var legend = false
    /// Puts the thumbnail, the overlay and the map alone side by side. If `maxSide` is nil, the figure has at most
    /// ``usualPanelsSide`` pixels.
    public var panels = false
    /// The page that the figure is printed on; nil for a picture that is not for print.
    public var page: PrintPage?
    /// Whether a figure shows the slide's name and prediction at the top.
    public var header = true
    /// The slide's name in a figure. If nil, the name of the features file.
    public var name: String?
    /// Writes the scores themselves, as numbers, in place of colours. Only an OME-TIFF can hold them.
    public var values = false
    /// How many of the tiles with the highest and the lowest scores are written as single pictures; nil for none.
    public var topTiles: Int?
    /// How far the centres of two of these tiles lie apart at least, in sides of a tile, as `TileSpread` chooses them.
    public var spread = TileSpread.usualSides

    /// Creates the usual settings: ranks of an attention score over the thumbnail, in the usual colours.
    public init() {}

    /// The allowed values of `maxSide`, in pixels.
    public static let maxSides = 1...100_000
    /// The allowed widths of an outline, in pixels.
    public static let outlineWidths = 1...64
    /// The allowed values of `topTiles`.
    public static let topTileCounts = 1...1000
    /// The allowed values of `spread`.
    public static let spreads = 0.0...1000.0
    /// The longest side of a figure of panels if `maxSide` is nil, in pixels.
    public static let usualPanelsSide = 4000

    /// How a score becomes values if nothing is asked for.
    ///
    /// Attention is drawn as `rank`: its values differ by orders of magnitude, and only their order is comparable. A score that
    /// speaks for or against a class is drawn as `robust`, which shows how strongly: ranks would draw the weakest tile against the
    /// class in a deep colour if no tile speaks against it more.
    public func usualNormalization(of score: TileScore) -> Normalization {
        score.isTwoSided && compatible == nil ? .robust : .rank
    }

    /// Returns the settings with everything that depends on the score decided.
    package func resolved(for score: TileScore) -> RenderSettings {
        var settings = withFixedEnds(of: score) ?? self
        settings.normalization = settings.normalization ?? usualNormalization(of: score)
        // Other programs know one look.
        if compatible != nil {
            settings.colorMap = colorMap ?? .coolwarm
            settings.alpha = alpha ?? Look.opacityOfNamedMaps
        }
        return settings
    }

    /// Whether the picture is a figure, with text or several panels, instead of the heatmap alone.
    package func isFigure(as format: PictureFormat) -> Bool { legend || panels || page != nil || format.isPage }
}
