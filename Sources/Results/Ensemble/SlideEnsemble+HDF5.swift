internal import Files
internal import LinMIL
internal import Slides

extension SlideEnsemble {
    private typealias Each = ScoreAttribute.EachModel

    /// The facts of each model, as lists.
    func attributes(of maps: [TileMap]) -> [ScoreFile.Attribute] {
        func list(_ name: String, _ values: HDF5Composer.Values) -> ScoreFile.Attribute {
            ScoreFile.Attribute(name, values, isList: true)
        }
        var lists = [
            list(Each.names, .texts(models.map { PathText.stored($0.file.name) })),
            list(Each.fingerprints, .texts(models.map { $0.file.fingerprint ?? "" })),
            list(Each.logits, .float32(models.flatMap(\.logits))),
            list(
                Each.rankCorrelation,
                .float64(maps.flatMap { ($0.rankAgreement?.correlations ?? []).joined().map { $0 ?? .nan } })),
        ]
        let probabilities = models.compactMap(\.probabilities)
        if !probabilities.isEmpty { lists.append(list(Each.probabilities, .float32(Array(probabilities.joined())))) }
        return lists
    }
}

extension StoredFacts {
    private typealias Each = ScoreAttribute.EachModel

    /// Returns what each of several models says; nil for a file of one model.
    func ensemble(_ mean: Prediction?) throws(ResultError) -> SlideEnsemble? {
        guard file.attributes[Each.names] != nil, let mean else { return nil }
        let names = try texts(Each.names), count = names.count, classes = mean.classes.count
        let fingerprints = try texts(Each.fingerprints, count: count)
        let finite = Double(Float.greatestFiniteMagnitude)
        let logits = try numbers(Each.logits, count: count * classes, in: -finite...finite).map { Float($0) }
        let probabilities =
            mean.probabilities == nil
            ? nil : try numbers(Each.probabilities, count: count * classes, in: 0...1).map { Float($0) }
        let members = names.indices.map { place in
            let own = place * classes..<(place + 1) * classes
            return SlideEnsemble.Member(
                file: FileReference(
                    names[place], fingerprint: fingerprints[place].isEmpty ? nil : fingerprints[place]),
                logits: Array(logits[own]), probabilities: probabilities.map { Array($0[own]) },
                predictedClass: mean.output.predictedClass(of: Array(logits[own])))
        }
        return SlideEnsemble(
            models: members,
            agreeing: mean.predictedClass.map { number in members.count { $0.predictedClass == number } })
    }

    /// Returns how alike the models' maps of each score are; empty for a file of one model.
    func agreements(of ensemble: SlideEnsemble?) throws(ResultError) -> [RankAgreement] {
        guard let count = ensemble?.models.count else { return [] }
        let maps = max(1, file.maps.count)
        guard case .numbers(let numbers) = file.attributes[Each.rankCorrelation],
            numbers.count == maps * count * count, numbers.allSatisfy({ $0.isNaN || abs($0) <= 1 + 1e-9 })
        else { throw bad(Each.rankCorrelation, expected: "\(maps * count * count) numbers from -1 to 1, or NaN") }
        return (0..<maps).map { map in
            RankAgreement(
                correlations: (0..<count).map { first in
                    (0..<count).map { second in
                        let number = numbers[(map * count + first) * count + second]
                        return number.isNaN ? nil : number
                    }
                })
        }
    }
}
