internal import LinMIL

/// A fact of each score, as JSON has it: by itself if there is one score, else in an object by the scores' names.
enum ByScore<Value: Codable & Sendable>: Codable, Sendable {
    case one(Value)
    case several([String: Value])

    /// Takes the fact of each score, with the scores' names.
    init(_ values: some Sequence<(String, Value)>) {
        let values = Array(values)
        self = values.count == 1 ? .one(values[0].1) : .several(Dictionary(uniqueKeysWithValues: values))
    }

    var isOne: Bool { if case .one = self { true } else { false } }

    /// Returns the fact of a score; nil if there is none.
    subscript(_ name: String) -> Value? {
        switch self {
        case .one(let value): value
        case .several(let values): values[name]
        }
    }

    /// Decodes an object if there is one. No fact of a single score is an object.
    init(from decoder: any Decoder) throws {
        let isObject = (try? decoder.container(keyedBy: AnyKey.self)) != nil
        let value = try decoder.singleValueContainer()
        self = isObject ? .several(try value.decode([String: Value].self)) : .one(try value.decode(Value.self))
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .one(let value): try container.encode(value)
        case .several(let values): try container.encode(values)
        }
    }
}

/// Any key of an object.
private struct AnyKey: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension ByScore<[Float]> {
    /// The lists in the order of the file, with their names if there are several scores.
    var lists: [(name: String?, values: [Float])] {
        switch self {
        case .one(let values): [(nil, values)]
        case .several(let values): values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        }
    }

    /// The same without the lists: what surrounds them.
    var emptied: ByScore { isOne ? .one([]) : .several([:]) }

    /// Whether there are no numbers.
    var isEmpty: Bool { lists.allSatisfy { $0.values.isEmpty } }
}

/// Which scores a file has: one score, or a list of them with their names.
enum ScoreFields: Codable, Sendable {
    case one(TileScore)
    case several([NamedScore])

    struct NamedScore: Codable, Sendable {
        let name: String
        let score: TileScore

        private enum CodingKeys: CodingKey { case name }

        init(name: String, score: TileScore) { (self.name, self.score) = (name, score) }

        init(from decoder: any Decoder) throws {
            name = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .name)
            score = try TileScore(from: decoder)
        }

        func encode(to encoder: any Encoder) throws {
            try score.encode(to: encoder)
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(name, forKey: .name)
        }
    }

    init(_ result: SlideResult) {
        let named = zip(result.names, result.maps).map { NamedScore(name: $0, score: $1.score) }
        self = named.count == 1 ? .one(named[0].score) : .several(named)
    }

    init(from decoder: any Decoder) throws {
        let isList = (try? decoder.unkeyedContainer()) != nil
        self = isList ? .several(try [NamedScore](from: decoder)) : .one(try TileScore(from: decoder))
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .one(let score): try score.encode(to: encoder)
        case .several(let scores): try scores.encode(to: encoder)
        }
    }
}

extension ResultFields {
    /// Puts the maps together from what the file says of each score.
    func maps() throws(ResultFault) -> [TileMap] {
        let named: [(name: String, score: TileScore)] =
            switch score {
            case .one(let score): [(score.name, score)]
            case .several(let scores): scores.map { ($0.name, $0.score) }
            }
        let names = named.map(\.name), expected = ScoreNames(named.map(\.score))
        guard !named.isEmpty, expected.areDistinct, names == expected.names else {
            throw ResultFault("scores called \(names.map { "'\($0)'" }.joined(separator: ", "))")
        }
        if case .several(let lists) = scores, Set(lists.keys) != Set(names) {
            throw ResultFault("scores of \(lists.keys.sorted()) for a list of \(names)")
        }
        guard scores.isOne || named.count > 1 else { throw ResultFault("an object of scores for one score") }
        var maps: [TileMap] = []
        for (name, score) in named {
            let values = scores.isOne && named.count > 1 ? [] : scores[name] ?? []
            guard values.count == coords.count else {
                throw ResultFault("\(values.count) scores for \(coords.count) coords")
            }
            func number(_ fact: ByScore<Float?>?) -> Float? { (fact?[name]).flatMap(\.self) }
            var parts: ScoreParts?
            if let classToken = number(classToken), let biases = number(biases), let target = number(target) {
                parts = ScoreParts(classToken: classToken, biases: biases, target: target)
            }
            maps.append(
                TileMap(
                    score, scores: values, parts: parts, logOdds: number(logOdds),
                    rankAgreement: (rankCorrelation?[name]).flatMap(\.self), warnings: scoreWarnings?[name] ?? []))
        }
        return maps
    }
}
