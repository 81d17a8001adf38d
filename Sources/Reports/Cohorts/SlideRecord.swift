package import LinMIL
package import Rendering
package import Results
package import Slides

/// The record of one slide of a cohort: its inputs, and its results or the reason why it failed.
///
/// It is written last, after all other files of the slide. So a slide without a record is not done. It stays in the
/// cohort's folder, so it contains paths as they were given.
package struct SlideRecord: Sendable, Codable, Equatable {
    /// How far the slide has come.
    package enum Status: String, Sendable, Codable {
        /// There are scores, but no picture yet.
        case scored
        case done
        case failed
    }

    /// An input file, with its size and time when it was read. If either differs, the file may have changed.
    package struct Input: Sendable, Codable, Equatable {
        package var path: String
        package var byteCount: Int
        /// Nanoseconds since 1970.
        package var modified: Int

        package init(path: String, byteCount: Int, modified: Int) {
            (self.path, self.byteCount, self.modified) = (path, byteCount, modified)
        }
    }

    /// What the scores depend on besides the content of files. If it is equal and no file has changed, they are valid.
    package struct Basis: Sendable, Codable, Equatable {
        package var version: String
        package var modelFingerprint: String
        package var sources: SlideSources

        /// - Parameter sources: the slide's files and geometry. The thumbnail is left out: scores do not need it.
        package init(version: String, modelFingerprint: String, sources: SlideSources) {
            (self.version, self.modelFingerprint, self.sources) = (version, modelFingerprint, sources)
            self.sources.thumbnail = nil
        }
    }

    /// The part of a result that the table shows. The scores themselves have their own file.
    package struct Summary: Sendable, Codable, Equatable {
        package var tiles: Int
        @WrittenNull package var slideSize: SlideSize?
        /// The score; of several, the first.
        package var score: TileScore
        @WrittenNull package var prediction: Prediction?
        @WrittenNull package var statistics: ScoreStatistics?
        /// How far the map explains the prediction; of several scores, the first one's. Not written if it was not measured.
        private var evaluation: MapMeasures?
        /// The other scores; not written if there are none.
        private var others: [Map]?
        /// What each of several models says, and how alike their maps of the score are; not written for one model.
        package var ensemble: SlideEnsemble?
        private var rankCorrelation: RankAgreement?

        /// One score and its statistics.
        package struct Map: Sendable, Codable, Equatable {
            package var score: TileScore
            @WrittenNull package var statistics: ScoreStatistics?
            /// Not written if the map was not measured.
            package var evaluation: MapMeasures?

            /// How alike several models' maps are; not written for one model.
            package var rankCorrelation: RankAgreement?

            fileprivate init(
                _ score: TileScore, _ statistics: ScoreStatistics?, _ evaluation: MapMeasures?,
                _ rankCorrelation: RankAgreement?
            ) {
                (self.score, self.evaluation, self.rankCorrelation) = (score, evaluation, rankCorrelation)
                _statistics = WrittenNull(wrappedValue: statistics)
            }
        }

        package init(_ result: SlideResult) {
            let maps = result.maps.enumerated().map { place, map in
                Map(map.score, ScoreStatistics(of: map.scores), result.measures(of: place), map.rankAgreement)
            }
            (tiles, score) = (result.tileCount, result.score)
            (slideSize, prediction) = (result.slideSize, result.prediction)
            (statistics, evaluation) = (maps[0].statistics, maps[0].evaluation)
            (ensemble, rankCorrelation) = (result.ensemble, maps[0].rankCorrelation)
            others = maps.count > 1 ? Array(maps.dropFirst()) : nil
        }

        /// All scores, in their order.
        package var maps: [Map] { [Map(score, statistics, evaluation, rankCorrelation)] + (others ?? []) }
        /// How far each map explains the prediction, by the scores' names; empty if none was measured.
        package var measures: [String: MapMeasures] {
            Dictionary(
                zip(names, maps).compactMap { name, map in map.evaluation.map { (name, $0) } },
                uniquingKeysWith: { first, _ in first })
        }
        fileprivate var hasPlausibleMeasures: Bool {
            maps.allSatisfy { $0.evaluation?.isPlausible(tiles: tiles) ?? true }
        }
        fileprivate var hasPlausibleModels: Bool {
            guard let ensemble else { return true }
            return ensemble.fault(prediction, agreements: maps.compactMap(\.rankCorrelation)) == nil
        }
        /// The names of the scores, each its own.
        package var names: [String] { ScoreNames(maps.map(\.score)).names }
    }

    /// What is known about the slide besides its files and options, most of it from a list. No result depends on it.
    package struct Listing: Sendable, Equatable {
        package var label: String?
        /// The list's other columns.
        package var columns: [Column] = []
        /// What the user should know, found before any file of the slide was read.
        package var remarks: [String] = []
        /// Whether pictures were given for the cohort, and none for this slide.
        package var lacksPicture = false

        package init() {}
    }

    /// A cell of a list.
    package struct Column: Sendable, Codable, Equatable {
        package var name: String
        package var text: String

        package init(name: String, text: String) { (self.name, self.text) = (name, text) }
    }

    /// The slide's name in the cohort.
    package var slide: String
    /// The slide's name for files.
    package var file: String
    /// The label from the list.
    @WrittenNull package var label: String?
    /// The list's other columns, and remarks about the slide's pictures; not written if there are none.
    private var columns: [Column]?
    private var remarks: [String]?
    private var isWithoutPicture: Bool?
    package var status: Status
    /// Why the slide failed, as one sentence.
    @WrittenNull package var reason: String?

    /// What the scores were computed from.
    @WrittenNull package var basis: Basis?
    package var inputs: [Input] = []
    /// The settings that the picture was drawn with.
    @WrittenNull package var settings: RenderSettings?
    /// The thumbnail that the picture was drawn on.
    package var pictureInputs: [Input] = []

    /// A summary of the scores.
    @WrittenNull package var result: Summary?
    package var warnings: [String] = []
    /// Those of the warnings that are about the model's file; not written if there are none.
    package var modelWarnings: [String]?
    /// The time from opening the features to writing the last file, in seconds.
    package var seconds = 0.0
    /// The picture's own record; of several scores, the first one's.
    @WrittenNull package private(set) var picture: RenderRecord?
    /// The records of the other scores' pictures; not written if there are none.
    private var otherPictures: [RenderRecord]?

    /// Begins a record.
    package init(slide: String, file: String, label: String?, status: Status, reason: String? = nil) {
        (self.slide, self.file, self.status) = (slide, file, status)
        _label = WrittenNull(wrappedValue: label)
        _reason = WrittenNull(wrappedValue: reason)
    }

    /// The records of all pictures, one for each score.
    package var pictures: [RenderRecord] {
        get { (picture.map { [$0] } ?? []) + (otherPictures ?? []) }
        set {
            picture = newValue.first
            otherPictures = newValue.count > 1 ? Array(newValue.dropFirst()) : nil
        }
    }

    /// What is known about the slide besides its files and options.
    package var listing: Listing {
        get {
            var listing = Listing()
            (listing.label, listing.columns) = (label, columns ?? [])
            (listing.remarks, listing.lacksPicture) = (remarks ?? [], lacksPicture)
            return listing
        }
        set {
            (label, columns) = (newValue.label, newValue.columns.isEmpty ? nil : newValue.columns)
            remarks = newValue.remarks.isEmpty ? nil : newValue.remarks
            isWithoutPicture = newValue.lacksPicture ? true : nil
        }
    }

    /// Whether pictures were given for the cohort, and none for this slide.
    var lacksPicture: Bool { isWithoutPicture ?? false }

    /// All that the user should know before trusting the slide's results, one sentence each.
    package var allWarnings: [String] {
        let missing = lacksPicture ? ["there is no thumbnail or slide to draw the map on"] : []
        return (remarks ?? []) + missing + warnings
    }

    /// The model's prediction; nil if there is none.
    package var prediction: Prediction? { result?.prediction }

    /// Returns a sentence without the folders of the slide's files, because pages are mailed.
    func withoutFolders(_ sentence: String) -> String {
        let paths = (inputs + pictureInputs).map(\.path) + (basis?.sources.model?.paths ?? [])
        return FilePath.withoutFolders(sentence, of: paths)
    }

    /// Whether every number can be right, so that it can be computed with: the file may come from anywhere.
    var isPlausible: Bool {
        seconds >= 0 && seconds < 1e9 && (result.map { RenderRecord.tileCounts.contains($0.tiles) } ?? true)
            && prediction?.fault == nil && (result?.hasPlausibleMeasures ?? true)
            && (result?.hasPlausibleModels ?? true)
            && pictures.allSatisfy(\.isPlausible)
    }

    /// Removes the picture from the record, because it will be drawn again.
    package mutating func forgetPicture() {
        (status, settings, pictureInputs, pictures) = (.scored, nil, [], [])
    }
}
