/// What is known of one slide of a cohort: what it was made of, what came of it, or why nothing did.
///
/// It is written last, when all other files of the slide are there: a slide without a record is not done.
package struct SlideRecord: Sendable, Codable, Equatable {
    /// How far a slide came.
    package enum Status: String, Sendable, Codable {
        /// The scores are there, the picture is to come.
        case scored
        case done
        case failed
    }

    /// A file as it was when it was read: another size or time means that it may have changed.
    package struct Input: Sendable, Codable, Equatable {
        package var path: String
        package var byteCount: Int
        /// Nanoseconds since 1970.
        package var modified: Int

        package init(path: String, byteCount: Int, modified: Int) {
            (self.path, self.byteCount, self.modified) = (path, byteCount, modified)
        }
    }

    /// The slide as the cohort calls it, its name in files, and what a list says it is.
    package var slide: String
    package var file: String
    @WrittenNull package var label: String?
    package var status: Status
    /// Why it failed, as one sentence.
    @WrittenNull package var reason: String?

    /// What the scores were computed with and what the picture was drawn with: equal settings and inputs need no new run.
    package var inputs: [Input] = []
    package var pictureInputs: [Input] = []
    package var scoreSettings: [String] = []
    /// Those of the scores, and then the options of `render` that only the picture depends on.
    @WrittenNull package var drawSettings: [String]?

    /// What the model said.
    @WrittenNull package var tiles: Int?
    /// Width and height in level-0 pixels, where they are known.
    @WrittenNull package var slideSize: [Int]?
    package var classes: [String] = []
    package var logits: [Float] = []
    package var probabilities: [Float] = []
    @WrittenNull package var predictedClass: String?
    @WrittenNull package var statistics: ScoreStatistics?
    /// The scores at the ends of the colours; null for ranks.
    @WrittenNull package var range: [Double]?
    package var warnings: [String] = []
    /// From opening the features to the last file.
    package var seconds = 0.0
    /// The picture's own record.
    @WrittenNull package var picture: RenderRecord?

    /// The options of `render` that only the picture depends on.
    package var drawArguments: [String] {
        guard let drawSettings, drawSettings.starts(with: scoreSettings) else { return [] }
        return Array(drawSettings.dropFirst(scoreSettings.count))
    }

    /// Begins a record.
    package init(slide: String, file: String, label: String?, status: Status, reason: String? = nil) {
        (self.slide, self.file, self.status) = (slide, file, status)
        _label = WrittenNull(wrappedValue: label)
        _reason = WrittenNull(wrappedValue: reason)
    }
}
