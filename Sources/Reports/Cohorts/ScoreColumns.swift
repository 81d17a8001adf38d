internal import Heatmaps
internal import LinMIL
internal import Rendering
internal import Results

/// The columns for the tiles' scores in the table of a cohort.
///
/// Slides with one score have `score_min` and so on, `score_class` and `score`. Slides with several have such columns for
/// each score, under its name: `cls_min`, `relevance_min`, `relevance_class`. Where a slide was measured, `verdict` and so on
/// follow, for several scores `cls_verdict`.
struct ScoreColumns {
    /// The names of scores of slides that have several, as parts of column names.
    private let several: [String]
    /// Whether there are columns for slides with one score.
    private let hasSingle: Bool
    /// Whether there are columns for how far the maps explain the predictions.
    private let areMeasured: Bool

    /// Makes the columns that some of the records fill.
    init(_ records: [SlideRecord]) {
        let results = records.compactMap(\.result)
        var several: [String] = []
        for name in results.filter({ $0.maps.count > 1 }).flatMap(\.names) where !several.contains(name) {
            several.append(name)
        }
        self.several = several
        areMeasured = results.contains { !$0.measures.isEmpty }
        hasSingle = several.isEmpty || results.contains { $0.maps.count == 1 }
    }

    /// The header of each column.
    var names: [String] {
        let single = [
            "score_min", "score_mean", "score_max", "score_entropy", "score_top1pct_share", "range_low", "range_high",
            "score_class", "score",
        ]
        let parts = ["min", "mean", "max", "entropy", "top1pct_share", "range_low", "range_high", "class"]
        let measures = areMeasured ? MeasureColumns.names : []
        return (hasSingle ? single + measures : [])
            + several.flatMap { name in (parts + measures).map { "\(name.replacing(" ", with: "_"))_\($0)" } }
    }

    /// The cells of one line.
    func cells(of record: SlideRecord) -> [String] {
        let names = record.result?.names ?? []
        func cells(at place: Int?) -> [String] {
            guard let place, let map = record.result?.maps[place] else { return Array(repeating: "", count: 8) }
            func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
            let range = record.pictures.indices.contains(place) ? record.pictures[place].range : nil
            return [
                number(map.statistics?.lowest), number(map.statistics?.mean), number(map.statistics?.highest),
                number(map.statistics?.entropy), number(map.statistics?.topShare), number(range?.low),
                number(range?.high), CSVCell.text(map.score.classNumber.map { Self.className($0, record) } ?? ""),
            ]
        }
        func measures(at place: Int?) -> [String] {
            guard areMeasured else { return [] }
            let found = place.flatMap { record.result?.maps[$0].evaluation }
            return MeasureColumns.cells(of: found, class: found.map { Self.className($0.class, record) })
        }
        let isSingle = names.count == 1
        let only = isSingle ? 0 : nil
        let single = cells(at: only) + [isSingle ? CSVCell.text(names[0]) : ""] + measures(at: only)
        return (hasSingle ? single : [])
            + several.flatMap { name in
                let place = isSingle ? nil : names.firstIndex(of: name)
                return cells(at: place) + measures(at: place)
            }
    }

    private static func className(_ number: Int, _ record: SlideRecord) -> String {
        let classes = record.prediction?.classes ?? []
        return classes.indices.contains(number) ? classes[number] : "\(number)"
    }
}
