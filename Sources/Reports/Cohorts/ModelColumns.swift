internal import LinMIL
internal import Results

/// The columns for several models, in the table of a cohort: `models`, `models_agree`, and the mean and least rank correlation
/// of their maps. Of several scores, each has columns under its name: `cls_rank_correlation_mean`.
struct ModelColumns {
    /// The names of the scores; empty if every slide was scored by one model.
    private let scores: [String]

    /// Makes the columns that some of the records fill.
    init(_ records: [SlideRecord]) {
        var scores: [String] = []
        for score in records.flatMap(Self.agreements).map(\.score) where !scores.contains(score) {
            scores.append(score)
        }
        self.scores = scores
    }

    /// The header of each column.
    var names: [String] {
        guard !scores.isEmpty else { return [] }
        return ["models", "models_agree"]
            + scores.flatMap { score in
                let name = scores.count == 1 ? "" : score.replacing(" ", with: "_") + "_"
                return ["\(name)rank_correlation_mean", "\(name)rank_correlation_least"]
            }
    }

    /// The cells of one line. A cell is empty where there is one model, or no such score.
    func cells(of record: SlideRecord) -> [String] {
        guard !scores.isEmpty else { return [] }
        let (ensemble, own) = (record.result?.ensemble, Self.agreements(of: record))
        return [ensemble.map { "\($0.models.count)" } ?? "", ensemble?.agreeing.map { "\($0)" } ?? ""]
            + scores.flatMap { score in
                let agreement = own.first { $0.score == score }?.agreement
                return [agreement?.mean, agreement?.least].map { $0.map { "\($0)" } ?? "" }
            }
    }

    /// How alike the models' maps of each score are. A mean and a disagreement of one score have one line.
    private static func agreements(of record: SlideRecord) -> [(score: String, agreement: RankAgreement)] {
        guard let result = record.result, result.ensemble != nil else { return [] }
        let scores = result.maps.map { map in
            map.score.score.map { TileScore.model($0, blocks: map.score.blocks) } ?? map.score
        }
        var places: [Int] = []
        for place in scores.indices where !places.contains(where: { scores[$0] == scores[place] }) {
            places.append(place)
        }
        let names = ScoreNames(places.map { scores[$0] }).names
        return zip(names, places).compactMap { name, place in
            result.maps[place].rankCorrelation.map { (name, $0) }
        }
    }
}
