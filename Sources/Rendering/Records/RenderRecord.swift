package import Heatmaps
package import LinMIL
package import Results
package import Slides

/// What made a picture: every input with its fingerprint, the settings, and what came of them.
///
/// It is written into the picture itself and is what `render --json` prints. Nothing in it depends on the day, on the number
/// of threads, on folders, or on where the picture was written: the same inputs and settings give the same bytes.
package struct RenderRecord: Sendable, Codable, Equatable {
    /// What a picture is drawn from.
    package enum Origin: String, Sendable, Codable {
        /// Features, which a model scored.
        case features
        /// Scores that were there already.
        case scores
    }

    /// What a person said of the slide: the options that draw the picture again.
    package struct Given: Sendable, Codable, Equatable {
        /// Which model of several in the checkpoint; not written where none is named.
        package var prefix: String?
        @WrittenNull package var activation: Activation?
        @WrittenNull package var tileSize: Double?
        @WrittenNull package var slideSize: SlideSize?
        @WrittenNull package var mpp: Double?

        init(_ sources: SlideSources?) {
            (prefix, activation) = (sources?.model?.prefix, sources?.model?.activation)
            (tileSize, slideSize, mpp) = (sources?.tileSide, sources?.slideSize, sources?.mpp)
        }
    }

    /// The program's version.
    package var version: String
    package var drawnFrom: Origin
    /// The features or scores, the model, and the pictures.
    package var features: FileReference
    @WrittenNull package var model: FileReference?
    /// A coordinates file that was named.
    @WrittenNull package var coordinates: FileReference?
    @WrittenNull package var thumbnail: FileReference?
    @WrittenNull package var wholeSlide: FileReference?
    package var given: Given
    package var settings: RenderSettings

    /// What the scores are, and what the model said; null for scores that no model came with.
    package var score: TileScore
    @WrittenNull package var prediction: Prediction?

    /// The picture's size in pixels, and what it shows: [x, y, width, height] in level-0 pixels.
    package var width: Int
    package var height: Int
    package var region: [Int]
    /// What the colours lie on.
    package var background: RenderSettings.Ground
    /// The width in pixels of the line that is drawn in place of colours.
    @WrittenNull package var outlineWidth: Int?

    /// The tiles, those of them that are drawn, their side in level-0 pixels and where it comes from.
    package var tiles: Int
    package var drawnTiles: Int
    package var tileSize: Double
    package var tileSizeSource: String
    /// [width, height] in level-0 pixels, and micrometres of one; null where unknown.
    @WrittenNull package var slideSize: SlideSize?
    @WrittenNull package var mpp: Double?
    /// The scores at the ends of the colours; null for ranks.
    @WrittenNull package var range: ScoreRange?
    /// Whether this slide or the caller gave the range.
    package var rangeOrigin: String

    /// What a person should know before they trust the picture, a sentence each.
    package var warnings: [String]

    /// Returns the record as JSON on one line.
    package func json() throws -> String { try jsonText(self) }
}
