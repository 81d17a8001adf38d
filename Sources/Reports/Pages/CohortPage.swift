internal import LinMIL
internal import Rendering
internal import Results

/// The values in the page of a cohort. The template uses these names.
struct CohortPage {
    let title: String
    let version: String
    let policy: String
    let hasDeep: Bool
    let deepPolicy: String
    let style: String
    let script: String
    let colormaps: String

    // A template sees only stored properties.
    private(set) var rows: [Row] = []
    private(set) var failures: [Failure] = []
    /// The predicted classes, sorted.
    private(set) var classes: [String] = []
    /// The name of the score, and the scores that it stands for.
    private(set) var scores = "-"
    private var shown: [ShownScore] = []
    /// Whether there are scores that speak for or against a class, and whether there are others.
    private(set) var hasTwoSided = false
    private(set) var hasAttention = true
    /// The numbers above the table.
    private(set) var count = 0
    private(set) var done = 0
    private(set) var failed = 0
    private(set) var agreeing = 0
    private(set) var compared = 0
    private(set) var hasLabels = false
    /// Which columns there are: of classes, and of models with one output.
    private(set) var hasClasses = true
    private(set) var hasValues = false
    private(set) var hasSigmoids = false
    private(set) var hasEnsembles = false
    private(set) var hasFailures = false
    /// Whether slides were measured.
    private(set) var hasCurves = false
    /// How the table is sorted by its slides' names, as `aria-sort` says it.
    private(set) var slideOrder = "ascending"
    /// The cases, by name.
    private(set) var cases: [PageCase] = []
    private(set) var hasCases = false
    private(set) var caseCount = 0
    /// How many cases have slides whose predictions differ.
    private(set) var disagreeing = 0
    /// How many columns of a case's line its predictions take, and how many at the end stay empty.
    private(set) var predictionSpan = 0
    private(set) var restSpan = 0
    private var slides: [PageCase.Slide] = []
    /// Explains the curves.
    private(set) var key: [CurveSample] = []
    /// The measures of the cohort, a line for each score.
    private(set) var means: [String] = []
    /// What the reader should know of the table as a whole.
    var warnings: [String] = [] {
        didSet { hasWarnings = !warnings.isEmpty }
    }
    private(set) var hasWarnings = false

    init(title: String, version: String, text: PageText, linked: Bool, deep: Bool) {
        (self.title, self.version) = (title, version)
        (style, script, colormaps) = (text.style, text.script, text.colormaps)
        (policy, deepPolicy) = (text.policy(linked: linked, deep: deep), PageText.deepPolicy)
        hasDeep = deep
    }

    /// A slide that failed.
    struct Failure {
        let slide: String
        let label: String
        let reason: String
    }

    /// A number as text, and its key for sorting. The key is empty if there is no number.
    struct Number {
        let text: String
        let key: String

        init(_ value: Double?, digits: Int = 3) {
            text = value.map { NumberText.short($0, digits: digits) } ?? "-"
            key = value.map { "\($0)" } ?? ""
        }

        init(_ value: Double?, decimals: Int) {
            text = value.map { NumberText.fixed($0, decimals: decimals) } ?? "-"
            key = value.map { "\($0)" } ?? ""
        }

        init(count: Int?) {
            text = count.map { "\($0)" } ?? "-"
            key = count.map { "\($0)" } ?? ""
        }
    }

    /// A line of the table.
    struct Row {
        let place: Int
        let file: String
        /// The slide's identity for notes.
        let identity: String
        let link: String
        let slide: String
        /// The slide's case; empty if it has none.
        let caseName: String
        let search: String
        let lacksPicture: Bool
        let prediction: String
        let probability: String
        let probabilityKey: String
        let value: Number
        let sigmoid: String
        let sigmoidKey: String
        let label: String
        let agreement: String
        let verdict: PageVerdict
        let gain: Number
        /// How many of several models agree, and the rank correlation of their maps of the first score.
        let agreeingModels: String
        let agreeingKey: String
        let rankCorrelation: Number
        let numbers: [Number]

        init(_ record: SlideRecord, file: String, place: Int) {
            (self.place, self.file, slide) = (place, file, record.slide)
            caseName = record.listing.caseName ?? ""
            identity = record.identity
            link = "#slide=" + AddressText.encoded(file)
            (prediction, label) = (record.prediction?.name ?? "", record.label ?? "")
            lacksPicture = record.lacksPicture
            search =
                ([slide, prediction, label, lacksPicture ? "no picture" : ""]
                + record.listing.columns.map(\.text)).joined(separator: "\n")
            agreement = Agreement(of: record).rawValue
            let said = record.prediction
            (probability, probabilityKey) = Self.probability(said?.name == nil ? nil : said?.probability)
            value = Number(said?.value.map(Double.init))
            (sigmoid, sigmoidKey) = Self.probability(said?.sigmoid)
            let measures = record.result?.maps.first?.evaluation
            (verdict, gain) = (PageVerdict(measures), Number(measures?.srg, decimals: 2))
            let ensemble = record.result?.ensemble
            agreeingModels = ensemble.map { "\($0.agreeing.map { "\($0) of " } ?? "")\($0.models.count)" } ?? "-"
            agreeingKey =
                ensemble.flatMap { models in
                    models.agreeing.map { "\(Double($0) / Double(models.models.count))" }
                } ?? ""
            rankCorrelation = Number(record.result?.maps[0].rankCorrelation?.mean)
            let statistics = record.result?.statistics
            numbers = [
                Number(count: record.result?.tiles), Number(statistics?.mean), Number(statistics?.highest),
                Number(statistics?.entropy), Number(statistics?.topShare), Number(count: record.allWarnings.count),
            ]
        }

        private static func probability(_ number: Float?) -> (text: String, key: String) {
            (number.map { NumberText.probability(Double($0)) } ?? "-", number.map { "\($0)" } ?? "")
        }
    }

    /// Adds a slide to the table, or to the failed slides.
    mutating func add(_ record: SlideRecord, file: String, place: Int) {
        count += 1
        slides.append(PageCase.Slide(record))
        if record.status == .failed {
            failures.append(
                Failure(
                    slide: record.slide, label: record.label ?? "",
                    reason: record.reason.map(record.withoutFolders) ?? "Unknown."))
            (failed, hasFailures) = (failures.count, true)
            return
        }
        rows.append(Row(record, file: file, place: place))
        done = rows.count
        hasValues = hasValues || record.prediction?.value != nil
        hasEnsembles = hasEnsembles || record.result?.ensemble != nil
        hasSigmoids = hasSigmoids || record.prediction?.sigmoid != nil
        if let name = record.prediction?.name, !classes.contains(name) { classes = (classes + [name]).sorted() }
        hasClasses = !classes.isEmpty || !hasValues
        if let picture = record.picture {
            let score = ShownScore(picture)
            if !shown.contains(score) { shown.append(score) }
            scores = ShownScore.title(of: shown)
            hasTwoSided = shown.contains { $0.score.isTwoSided }
            hasAttention = shown.contains { !$0.score.isTwoSided }
        }
        let agreement = Agreement(of: record)
        if agreement == .agrees { agreeing += 1 }
        if [.agrees, .differs].contains(agreement) { (compared, hasLabels) = (compared + 1, true) }
    }

    /// Sums up the cases, when every slide is there.
    mutating func addCases() {
        cases = PageCase.all(slides)
        (hasCases, caseCount) = (!cases.isEmpty, cases.count)
        disagreeing = cases.count(where: \.disagrees)
        predictionSpan = (hasClasses ? 2 : 0) + (hasValues ? 1 : 0) + (hasSigmoids ? 1 : 0)
        restSpan = (hasCurves ? 2 : 0) + (hasEnsembles ? 2 : 0) + 6
    }

    /// Adds the measures of the cohort, and puts the slides whose map does not explain the prediction first.
    mutating func add(_ evaluation: CohortEvaluation) throws {
        (hasCurves, slideOrder) = (true, "none")
        (means, key) = (evaluation.lines, try CurveSample.key())
        rows.sort { ($0.verdict.order, $1.place) > ($1.verdict.order, $0.place) }
    }
}

/// A score as a picture shows it.
private struct ShownScore: Equatable {
    let score: TileScore
    private let title: String
    /// The name where every slide has the class that the model predicts for it; nil where the score is of another class.
    private let titleOfPredicted: String?

    init(_ picture: RenderRecord) {
        score = picture.score
        title = score.title(picture.prediction).line
        let isOfPredicted = score.isTwoSided && score.classNumber == picture.prediction?.predictedClass
        titleOfPredicted = isOfPredicted ? score.withoutClass.title().line : nil
    }

    /// Returns the name of all: one for slides that differ only in the class that is predicted.
    static func title(of shown: [ShownScore]) -> String {
        if Set(shown.map(\.title)).count == 1 { return shown[0].title }
        let common = Set(shown.map(\.titleOfPredicted))
        return common.count == 1 ? common.first.flatMap(\.self) ?? "several" : "several"
    }
}

/// Encodes names for web addresses: every byte that is not a letter, a digit or one of `-._~` becomes `%XX`.
enum AddressText {
    static func encoded(_ name: String) -> String {
        name.utf8.map { byte in
            let character = Character(UnicodeScalar(byte))
            if character.isASCII, character.isLetter || character.isNumber || "-._~".contains(character) {
                return String(character)
            }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.utf8.count < 2 ? "0" : "") + digits
        }.joined()
    }
}
