internal import Files
internal import Heatmaps
internal import LinMIL
internal import Rendering
internal import Results
internal import Slides

/// Slides in one folder that runs with different models, scores, outputs or normalisations made.
package enum MixedRuns {
    /// Returns a warning for each model, score, kind of output and normalisation that not all slides share.
    package static func warnings(about records: [SlideRecord]) -> [String] {
        let records = records.filter { $0.status != .failed }
        return warnings(records, "made by another model", of: Model.init)
            + warnings(records, "given another score", of: score)
            + warnings(records, "given another kind of output", of: \.prediction?.statedOutput?.rawValue)
            + warnings(records, "measured in another way", of: measured)
            + warnings(records, "drawn with another normalisation", of: \.picture?.settings.normalizationWords)
    }

    /// Returns the names of slides, as many as a sentence can bear.
    package static func listed(_ slides: [String]) -> String {
        slides.prefix(10).joined(separator: ", ") + (slides.count > 10 ? " and \(slides.count - 10) more" : "")
    }

    /// Names the slides that differ from most.
    private static func warnings<Fact: Hashable & CustomStringConvertible>(
        _ records: [SlideRecord], _ words: String, of fact: (SlideRecord) -> Fact?
    ) -> [String] {
        let known = records.compactMap { record in fact(record).map { (fact: $0, slide: record.slide) } }
        let groups = Dictionary(grouping: known, by: \.fact).mapValues { $0.map(\.slide).sorted() }
            .sorted { ($1.value.count, $1.key.description) < ($0.value.count, $0.key.description) }
        guard let most = groups.first else { return [] }
        let names = groups.map { $0.key.description }
        // Two models may have the same name.
        func name(_ fact: Fact) -> String {
            let name = fact.description
            guard let model = fact as? Model, names.count(where: { $0 == name }) > 1 else { return name }
            return "\(name), \(model.fingerprint.prefix(15))"
        }
        return groups.dropFirst().map { fact, slides in
            let others = groups.count == 2 ? "the rest" : "most"
            return "\(slides.count) of \(known.count) slides \(slides.count == 1 ? "was" : "were") \(words) "
                + "(\(name(fact))) than \(others) (\(name(most.key))): \(listed(slides))"
        }
    }

    /// A model, by its content.
    private struct Model: Hashable, CustomStringConvertible {
        let fingerprint: String
        let prefix: String?
        let name: String

        init?(_ record: SlideRecord) {
            guard let basis = record.basis, let model = basis.sources.model else { return nil }
            (fingerprint, prefix, name) = (
                basis.modelFingerprint, model.prefix, model.paths.map(FilePath.fileName).joined(separator: ", ")
            )
        }

        static func == (left: Model, right: Model) -> Bool {
            (left.fingerprint, left.prefix) == (right.fingerprint, right.prefix)
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(fingerprint)
            hasher.combine(prefix)
        }

        var description: String { name + (prefix.map { " \($0)" } ?? "") }
    }

    /// How the scores were measured, in words.
    private static func measured(_ record: SlideRecord) -> String? {
        guard let plan = record.basis?.sources.evaluation else { return "not at all" }
        return "\(plan.steps) steps and \(plan.seeds) random orders"
    }

    /// The score that was asked for, or else the one that a file has.
    private static func score(of record: SlideRecord) -> String? {
        guard let sources = record.basis?.sources, sources.model != nil else {
            return record.result?.names.joined(separator: " and ")
        }
        let asked = sources.scores, kinds = (asked.kinds ?? [.cls]).map(\.rawValue).joined(separator: " and ")
        let className: String? =
            switch asked.class {
            case .predicted: nil
            case .named(let name): name
            case .all: "all"
            }
        let parts = [
            ("class", className), ("block", asked.block.map(String.init)), ("head", asked.head?.name),
            ("across", asked.across?.map(\.rawValue).joined(separator: " and ")),
        ]
        return parts.reduce(kinds) { text, part in text + (part.1.map { ", \(part.0) \($0)" } ?? "") }
    }
}

extension RenderSettings {
    /// How scores become colours, in words.
    fileprivate var normalizationWords: String {
        if let compatible { return "as \(compatible.rawValue)" }
        return (normalization ?? .rank).rawValue + (range.map { " from \($0.low) to \($0.high)" } ?? "")
    }
}
