package import LinMIL
package import Rendering
package import Results
package import Slides

/// What is known of one slide of a cohort: what it was made of, what came of it, or why nothing did.
///
/// It is written last, when all other files of the slide are there: a slide without a record is not done. It stays in the
/// cohort's folder, so it holds paths as they were given.
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

    /// What scores depend on: where it is equal, and so are the files, there is nothing to compute.
    package struct Basis: Sendable, Codable, Equatable {
        package var version: String
        package var modelFingerprint: String
        package var sources: SlideSources

        /// - Parameter sources: the slide's, of which the thumbnail does not matter here.
        package init(version: String, modelFingerprint: String, sources: SlideSources) {
            (self.version, self.modelFingerprint, self.sources) = (version, modelFingerprint, sources)
            self.sources.thumbnail = nil
        }
    }

    /// What a table tells of a result; the scores themselves are in a file of their own.
    package struct Summary: Sendable, Codable, Equatable {
        package var tiles: Int
        @WrittenNull package var slideSize: SlideSize?
        package var score: TileScore
        @WrittenNull package var prediction: Prediction?
        @WrittenNull package var statistics: ScoreStatistics?

        package init(_ result: SlideResult) {
            (tiles, score) = (result.tileCount, result.score)
            (slideSize, prediction) = (result.slideSize, result.prediction)
            statistics = ScoreStatistics(of: result.scores)
        }
    }

    /// The slide as the cohort calls it, its name in files, and what a list says it is.
    package var slide: String
    package var file: String
    @WrittenNull package var label: String?
    package var status: Status
    /// Why it failed, as one sentence.
    @WrittenNull package var reason: String?

    /// What the scores were computed from.
    @WrittenNull package var basis: Basis?
    package var inputs: [Input] = []
    /// What the picture was drawn with, and the thumbnail that it was drawn on.
    @WrittenNull package var settings: RenderSettings?
    package var pictureInputs: [Input] = []

    /// What came of it.
    @WrittenNull package var result: Summary?
    package var warnings: [String] = []
    /// From opening the features to the last file.
    package var seconds = 0.0
    /// The picture's own record.
    @WrittenNull package var picture: RenderRecord?

    /// Begins a record.
    package init(slide: String, file: String, label: String?, status: Status, reason: String? = nil) {
        (self.slide, self.file, self.status) = (slide, file, status)
        _label = WrittenNull(wrappedValue: label)
        _reason = WrittenNull(wrappedValue: reason)
    }

    /// What the model said.
    package var prediction: Prediction? { result?.prediction }

    /// Returns a sentence in which the slide's files have no folders: pages are mailed.
    func withoutFolders(_ sentence: String) -> String {
        let paths = (inputs + pictureInputs).map(\.path) + [basis?.sources.model?.path].compactMap(\.self)
        return FilePath.withoutFolders(sentence, of: paths)
    }

    /// Whether every number can be right, so that it can be computed with: the file may come from anywhere.
    var isPlausible: Bool {
        seconds >= 0 && seconds < 1e9 && (result.map { RenderRecord.tileCounts.contains($0.tiles) } ?? true)
            && prediction?.fault == nil && (picture?.isPlausible ?? true)
    }

    /// Takes back the picture, which is to be drawn again or for the first time.
    package mutating func forgetPicture() {
        (status, settings, pictureInputs, picture) = (.scored, nil, [], nil)
    }
}
