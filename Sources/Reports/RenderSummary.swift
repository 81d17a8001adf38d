/// What drawing one slide's heatmap came to, for a program that called the command.
package struct RenderSummary: Sendable, Encodable {
    let slide: String
    let overlay: String
    let width: Int
    let height: Int
    let tiles: Int
    let score: String
    let normalization: String
    let colormap: String
    let predictedClass: String
    let probabilities: [Float]

    /// Gathers a summary.
    package init(
        slide: String, overlay: String, width: Int, height: Int, tiles: Int, score: String, normalization: String,
        colormap: String, predictedClass: String, probabilities: [Float]
    ) {
        (self.slide, self.overlay, self.width, self.height) = (slide, overlay, width, height)
        (self.tiles, self.score, self.normalization, self.colormap) = (tiles, score, normalization, colormap)
        (self.predictedClass, self.probabilities) = (predictedClass, probabilities)
    }

    /// Returns the summary as JSON on one line.
    package func json() throws -> String { try jsonText(self) }
}
