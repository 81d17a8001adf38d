package import Heatmaps
package import LinMIL
package import Results
package import Slides

/// What made a picture: every input with its fingerprint, the settings and the results.
///
/// It is embedded in the picture, and `render --json` prints it. It does not depend on the date, the number of threads,
/// folders, or the output path. The same inputs and settings give the same bytes.
package struct RenderRecord: Sendable, Codable, Equatable {
    /// What a picture is drawn from.
    package enum Origin: String, Sendable, Codable {
        /// Features that a model scored.
        case features
        /// Scores that already existed.
        case scores
    }

    /// What the user said about the slide: the options to draw the picture again.
    package struct Given: Sendable, Codable, Equatable {
        /// Which model of several in the checkpoint; not written where none is named.
        package var prefix: String?
        @WrittenNull package var activation: Activation?
        /// Which scores of several in a file; not written where none are named.
        package var choice: ScoreChoice?
        /// The name of the score in a file that has several; not written for one.
        package var scoreName: String?
        /// The block, if the user names one and the score is read from one; not written otherwise.
        package var block: Int?
        /// How the scores were measured; not written where they were not.
        package var evaluation: SlideEvaluation.Plan?
        /// The classes' names; not written where the user does not say them.
        package var classNames: [String]?
        /// What the model's logits are; not written where the user does not say it.
        package var output: OutputKind?
        /// The numbers in which weights are multiplied; not written for float32.
        package var precision: Precision?
        /// The files whose regions chose tiles, by name; not written where there are none.
        package var only: [String]?
        package var without: [String]?
        @WrittenNull package var tileSize: Double?
        @WrittenNull package var slideSize: SlideSize?
        @WrittenNull package var mpp: Double?
        /// What the coordinates are multiplied with; not written where nothing is given.
        package var coordsScale: Double?

        init(_ sources: SlideSources?) {
            (prefix, activation) = (sources?.model?.prefix, sources?.model?.activation)
            (choice, evaluation) = (sources?.choice, sources?.evaluation)
            (output, classNames) = (sources?.model?.output, sources?.model?.classNames)
            precision = sources?.model?.precision
            (tileSize, slideSize, mpp) = (sources?.tileSide, sources?.slideSize, sources?.mpp)
            coordsScale = sources?.coordinatesScale
            func names(_ paths: [String]?) -> [String]? {
                paths.flatMap { $0.isEmpty ? nil : $0.map { FileReference($0, fingerprint: nil).name } }
            }
            (only, without) = (names(sources?.regions?.only), names(sources?.regions?.without))
        }
    }

    /// The version of linmil.
    package var version: String
    package var drawnFrom: Origin
    /// The features or scores, the model, and the pictures.
    package var features: FileReference
    @WrittenNull package var model: FileReference?
    /// Whether the model's activation is ReLU because nothing tells it; not written unless true.
    package var activationAssumed: Bool?
    /// The coordinates file, if one was given.
    @WrittenNull package var coordinates: FileReference?
    @WrittenNull package var thumbnail: FileReference?
    @WrittenNull package var wholeSlide: FileReference?
    package var given: Given
    package var settings: RenderSettings

    /// What the scores are, and the model's prediction; null if the scores came without a model.
    package var score: TileScore
    @WrittenNull package var prediction: Prediction?
    /// How far the map explains the prediction; not written if it was not measured.
    package var evaluation: MapMeasures?
    /// The part of the slide that is shown; not written for the whole slide.
    package var part: Part?
    /// What each of several models says, and how alike their maps are; not written for one model.
    package var ensemble: SlideEnsemble?
    package var rankCorrelation: RankAgreement?

    /// The picture's size in pixels, and the region that it shows: [x, y, width, height] in level-0 pixels.
    package var width: Int
    package var height: Int
    package var region: [Int]
    /// What the heatmap is drawn on.
    package var background: RenderSettings.Ground
    /// The colours, where the settings leave something open; not written where they name map and opacity.
    package var look: Look?
    /// The mean colour of the slide's picture under the tiles, [red, green, blue]; not written on other grounds.
    package var tissue: [UInt8]?
    /// The width in pixels of the outline, if one is drawn in place of colours.
    @WrittenNull package var outlineWidth: Int?

    /// The number of tiles, how many are drawn, their side in level-0 pixels, and where the side comes from.
    package var tiles: Int
    package var drawnTiles: Int
    package var tileSize: Double
    package var tileSizeSource: String
    /// [width, height] in level-0 pixels, and micrometres per level-0 pixel; null if unknown.
    @WrittenNull package var slideSize: SlideSize?
    @WrittenNull package var mpp: Double?
    /// The scores at the ends of the colours; null for ranks.
    @WrittenNull package var range: ScoreRange?
    /// Whether the range comes from this slide or from the caller.
    package var rangeOrigin: String

    /// The warnings, one sentence each.
    package var warnings: [String]

    /// The colours of the picture.
    package var drawnLook: Look { look ?? settings.look(isSigned: false) }

    /// Returns the record as JSON on one line.
    package func json() throws -> String { try jsonText(self) }
}
