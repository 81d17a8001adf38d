internal import LinMIL
internal import Slides

extension SlideResult {
    /// The facts of each of several scores, as lists.
    var eachScore: [ScoreFile.Attribute] {
        typealias Each = ScoreAttribute.EachScore
        func list(_ name: String, _ values: HDF5Composer.Values) -> ScoreFile.Attribute {
            ScoreFile.Attribute(name, values, isList: true)
        }
        func whole(_ number: Int?) -> Int64 { Int64(number ?? -1) }
        var lists = [
            list(Each.names, .texts(names)),
            list(Each.kinds, .texts(maps.map(\.score.name))),
            list(Each.classes, .int64(maps.map { whole($0.score.classNumber) })),
            list(Each.blocks, .int64(maps.map { whole($0.score.score?.block) })),
            list(Each.heads, .texts(maps.map { ($0.score.score?.head ?? .mean).name })),
        ]
        if maps.contains(where: { $0.logOdds != nil }) {
            lists += [
                list(Each.classTokens, .float32(maps.map { $0.parts?.classToken ?? .nan })),
                list(Each.biases, .float32(maps.map { $0.parts?.biases ?? .nan })),
                list(Each.targets, .float32(maps.map { $0.parts?.target ?? .nan })),
                list(Each.logOdds, .float32(maps.map { $0.logOdds ?? .nan })),
            ]
        }
        let warned = maps.indices.flatMap { map in maps[map].warnings.map { (map: Int64(map), warning: $0) } }
        if !warned.isEmpty {
            lists += [
                list(Each.warnings, .texts(warned.map(\.warning))), list(Each.warned, .int64(warned.map(\.map))),
            ]
        }
        return lists
    }
}

extension StoredFacts {
    private typealias Each = ScoreAttribute.EachScore

    /// Returns the maps of a file that linmil wrote: its only one, or all that its lists describe.
    ///
    /// - Parameter agreements: how alike several models' maps are; empty for one model.
    func maps(agreements: [RankAgreement]) throws(ResultError) -> [TileMap] {
        guard file.attributes[Each.names] != nil else { return [try onlyMap(agreements.first)] }
        let names = try texts(Each.names), count = file.maps.count
        guard names.count == count else { throw bad(Each.names, expected: "\(count) names") }
        let kinds = try texts(Each.kinds, count: count)
        let (classes, blocks) = (try whole(Each.classes, count: count), try whole(Each.blocks, count: count))
        let heads = try texts(Each.heads, count: count).map { Score.Head(name: $0) }
        let (tokens, biases) = (try floats(Each.classTokens, count: count), try floats(Each.biases, count: count))
        let (targets, logOdds) = (try floats(Each.targets, count: count), try floats(Each.logOdds, count: count))
        let (warnings, depth) = (try warnings(count: count), try number(ScoreAttribute.blocks))
        var scores: [TileScore] = []
        for map in 0..<count {
            guard let head = heads[map] else { throw bad(Each.heads, expected: "mean, max or a number for each") }
            scores.append(
                TileScore(kind: kinds[map], class: classes[map], block: blocks[map], blocks: depth, head: head))
        }
        let expected = ScoreNames(scores)
        guard expected.areDistinct, expected.names == names else {
            throw bad(Each.names, expected: expected.names.map { "\"\(printable($0))\"" }.joined(separator: ", "))
        }
        return scores.indices.map { map in
            var parts: ScoreParts?
            if let token = tokens[map], let biases = biases[map], let target = targets[map] {
                parts = ScoreParts(classToken: token, biases: biases, target: target)
            }
            return TileMap(
                scores[map], scores: file.maps[map], parts: parts, logOdds: logOdds[map],
                rankAgreement: agreements.indices.contains(map) ? agreements[map] : nil, warnings: warnings[map])
        }
    }

    private func onlyMap(_ agreement: RankAgreement?) throws(ResultError) -> TileMap {
        var parts: ScoreParts?
        if let token = try float(ScoreAttribute.classToken), let biases = try float(ScoreAttribute.biases),
            let target = try float(ScoreAttribute.target)
        {
            parts = ScoreParts(classToken: token, biases: biases, target: target)
        }
        return TileMap(
            TileScore(
                kind: try required(ScoreAttribute.score), class: try number(ScoreAttribute.scoreClass),
                block: try number(ScoreAttribute.block), blocks: try number(ScoreAttribute.blocks), head: try head()),
            scores: file.scores, parts: parts, logOdds: try float(ScoreAttribute.logOdds), rankAgreement: agreement)
    }

    func texts(_ name: String, count: Int) throws(ResultError) -> [String] {
        let texts = try texts(name)
        guard texts.count == count else { throw bad(name, expected: "\(count) texts") }
        return texts
    }

    /// Returns whole numbers; nil for each that is -1.
    private func whole(_ name: String, count: Int) throws(ResultError) -> [Int?] {
        let numbers = try numbers(name, count: count, in: -1...Double(SlideResult.largestNumber))
        var whole: [Int?] = []
        for number in numbers {
            guard let number = Int(exactly: number) else { throw bad(name, expected: "whole numbers") }
            whole.append(number < 0 ? nil : number)
        }
        return whole
    }

    /// Returns finite numbers; nil for each that is NaN, and for all if there is no such attribute.
    private func floats(_ name: String, count: Int) throws(ResultError) -> [Float?] {
        guard let value = file.attributes[name] else { return Array(repeating: nil, count: count) }
        guard case .numbers(let numbers) = value, numbers.count == count,
            numbers.allSatisfy({ $0.isNaN || abs($0) <= Double(Float.greatestFiniteMagnitude) })
        else { throw bad(name, expected: "\(count) numbers, finite or NaN") }
        return numbers.map { $0.isNaN ? nil : Float($0) }
    }

    /// Returns the warnings about each score.
    private func warnings(count: Int) throws(ResultError) -> [[String]] {
        var warnings: [[String]] = Array(repeating: [], count: count)
        guard file.attributes[Each.warnings] != nil else { return warnings }
        let sentences = try texts(Each.warnings)
        let warned = try numbers(Each.warned, count: sentences.count, in: 0...Double(count - 1))
        for (sentence, number) in zip(sentences, warned) {
            guard let map = Int(exactly: number) else { throw bad(Each.warned, expected: "whole numbers") }
            warnings[map].append(sentence)
        }
        return warnings
    }
}
