/// What drawing one slide's heatmap came to, for a program that called the command.
package struct RenderSummary: Sendable, Encodable {
    /// The features or scores file.
    package var slide: String
    /// The picture that was written.
    package var overlay: String
    /// Its size in pixels.
    package var width: Int
    package var height: Int
    /// The number of tiles, and their side in level-0 pixels with who says so.
    package var tiles: Int
    package var tileSize: Double
    package var tileSizeSource: String
    /// The slide's size in level-0 pixels, [width, height]; null where unknown.
    package var slideSize: [Int]?
    /// The part of the slide that the picture shows, [x, y, width, height] in level-0 pixels.
    package var region: [Int]
    /// `cls`, `attn`, or the name that scores have in their file.
    package var score: String
    package var normalization: String
    package var colormap: String
    /// What the model said; null for scores that no model came with.
    package var predictedClass: String?
    package var probabilities: [Float]?
    /// What a person should know before they trust the picture, a sentence each.
    package var warnings: [String]

    /// Gathers a summary.
    package init(
        slide: String, overlay: String, width: Int, height: Int, tiles: Int, tileSize: Double, tileSizeSource: String,
        slideSize: [Int]?, region: [Int], score: String, normalization: String, colormap: String,
        predictedClass: String?, probabilities: [Float]?, warnings: [String]
    ) {
        (self.slide, self.overlay, self.width, self.height) = (slide, overlay, width, height)
        (self.tiles, self.tileSize, self.tileSizeSource) = (tiles, tileSize, tileSizeSource)
        (self.slideSize, self.region, self.score) = (slideSize, region, score)
        (self.normalization, self.colormap) = (normalization, colormap)
        (self.predictedClass, self.probabilities, self.warnings) = (predictedClass, probabilities, warnings)
    }

    /// Every field is written, also where it is null.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(slide, forKey: .slide)
        try container.encode(overlay, forKey: .overlay)
        try container.encode(width, forKey: .width)
        try container.encode(height, forKey: .height)
        try container.encode(tiles, forKey: .tiles)
        try container.encode(tileSize, forKey: .tileSize)
        try container.encode(tileSizeSource, forKey: .tileSizeSource)
        try container.encode(slideSize, forKey: .slideSize)
        try container.encode(region, forKey: .region)
        try container.encode(score, forKey: .score)
        try container.encode(normalization, forKey: .normalization)
        try container.encode(colormap, forKey: .colormap)
        try container.encode(predictedClass, forKey: .predictedClass)
        try container.encode(probabilities, forKey: .probabilities)
        try container.encode(warnings, forKey: .warnings)
    }

    private enum CodingKeys: CodingKey {
        case slide, overlay, width, height, tiles, tileSize, tileSizeSource, slideSize, region, score, normalization
        case colormap, predictedClass, probabilities, warnings
    }

    /// Returns the summary as JSON on one line.
    package func json() throws -> String { try jsonText(self) }
}
