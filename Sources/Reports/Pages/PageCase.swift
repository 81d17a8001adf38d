internal import LinMIL

/// A case in the table: one line that sums up its slides.
struct PageCase {
    let name: String
    /// The number of slides: `3 slides, 1 failed`.
    let slides: String
    /// How many slides predict what, and how many have which label: `tumor 3, normal 1`. Empty without predictions.
    let predictions: [Share]
    let labels: [Share]
    /// How many predictions agree with their labels: `2 of 3 agree`; empty if none can be compared.
    let agreement: String
    /// `agrees` if all do, `differs` if one does not; empty if none can be compared.
    let agreementKey: String
    /// Whether the slides' predictions differ.
    let disagrees: Bool

    /// How many slides have a name.
    struct Share {
        let name: String
        let count: Int
        /// Whether this is not the first.
        let follows: Bool
    }

    private init(_ name: String, slides: [Slide]) {
        self.name = name
        let failed = slides.count(where: \.failed)
        self.slides =
            "\(slides.count) slide\(slides.count == 1 ? "" : "s")" + (failed > 0 ? ", \(failed) failed" : "")
        predictions = Self.shares(slides.compactMap(\.prediction))
        labels = Self.shares(slides.compactMap(\.label))
        let compared = slides.filter { [.agrees, .differs].contains($0.agreement) }
        let agreeing = compared.count { $0.agreement == .agrees }
        agreement = compared.isEmpty ? "" : "\(agreeing) of \(compared.count) agree"
        agreementKey = compared.isEmpty ? "" : (agreeing == compared.count ? Agreement.agrees : .differs).rawValue
        disagrees = predictions.count > 1
    }

    /// Counts names, the most frequent first.
    private static func shares(_ names: [String]) -> [Share] {
        Dictionary(grouping: names) { $0 }.mapValues(\.count)
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.enumerated()
            .map { Share(name: $1.key, count: $1.value, follows: $0 > 0) }
    }

    /// What a case needs to know of a slide.
    struct Slide {
        let caseName: String?
        let prediction: String?
        let label: String?
        let agreement: Agreement
        let failed: Bool

        init(_ record: SlideRecord) {
            caseName = record.listing.caseName
            failed = record.status == .failed
            // A failed slide has no prediction, whatever an earlier run said of it.
            prediction = failed ? nil : record.prediction?.choiceWords
            label = record.label.flatMap { $0.isEmpty ? nil : $0 }
            agreement = failed ? .noLabel : Agreement(of: record)
        }
    }

    /// Groups slides by their cases, sorted by name. Slides without a case are in none.
    static func all(_ slides: [Slide]) -> [PageCase] {
        let named = slides.filter { $0.caseName != nil }
        return Dictionary(grouping: named) { $0.caseName ?? "" }.sorted { $0.key < $1.key }
            .map { PageCase($0.key, slides: $0.value) }
    }
}

extension Prediction {
    /// What a case counts: the predicted class, or for one class whether it is there; nil for a value.
    fileprivate var choiceWords: String? {
        guard let (classes, chosen) = choice else { return nil }
        return classes[chosen] ?? "not \(self.classes[0])"
    }
}
