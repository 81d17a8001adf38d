internal import LinMIL
internal import Slides

extension SlideResult {
    /// Returns the result with the maps that are asked for.
    ///
    /// If nothing is asked for, a result of one map is returned as it is. Of several maps of one kind, that of the predicted
    /// class is taken unless the request says another. A class of another program's scores is chosen when they are read.
    ///
    /// - Parameter path: the result's file, for messages.
    /// - Throws: `ResultError` if it is not clear which map is meant, or there is none.
    public func choosing(_ request: ScoreRequest, path: String) throws(ResultError) -> SlideResult {
        if request == .all { return self }
        let kinds = Set(maps.compactMap { $0.score.score?.kind })
        if kinds.isEmpty {
            guard request.block == nil, request.head == nil, request.kinds == nil, request.across == nil else {
                throw .noSuchScore(path: path, asked: request.kinds?.first?.rawValue ?? "cls", names: names)
            }
            return self
        }
        guard let asked = request.kinds ?? (kinds.count == 1 ? Array(kinds) : nil) else {
            throw .severalScores(path: path, names: names)
        }
        try request.requireUse(by: asked)
        var places: [Int] = []
        for kind in asked {
            let all = try self.places(of: kind, request, path: path)
            guard !all.isEmpty else { throw .noSuchScore(path: path, asked: request.name(of: kind), names: names) }
            // Where nothing is said, a disagreement is taken only if it is all that there is.
            let means = all.contains { !maps[$0].score.isDisagreement }
            for across in request.across ?? [means ? .mean : .disagreement] {
                let found = all.filter { maps[$0].score.isDisagreement == (across == .disagreement) }
                guard !found.isEmpty else {
                    throw .noSuchScore(
                        path: path, asked: request.name(of: kind) + (across == .mean ? "" : " disagreement"),
                        names: names)
                }
                if found.count > 1, !(request.class == .all && kind.speaksOfClass) {
                    throw .severalScores(path: path, names: found.map { names[$0] })
                }
                places += found
            }
        }
        return keeping(places)
    }

    /// Returns the maps of a kind that fit the request.
    private func places(
        of kind: Score.Kind, _ request: ScoreRequest, path: String
    ) throws(ResultError) -> [Int] {
        var places = maps.indices.filter { maps[$0].score.score?.kind == kind }
        func narrow(_ fits: (Score) -> Bool) { places = places.filter { maps[$0].score.score.map(fits) ?? false } }
        if kind.hasBlocks {
            if let block = request.block { narrow { $0.block == block } }
            if let head = request.head { narrow { $0.head == head } }
        }
        guard kind.speaksOfClass else { return places }
        switch request.class {
        case .all: break
        case .predicted:
            if places.count > 1, let predicted = prediction?.predictedClass { narrow { $0.class == predicted } }
        case .named(let name):
            let number = try ClassName(name).number(in: prediction?.classes ?? [], of: path)
            let known = places
            narrow { $0.class == number }
            if places.isEmpty, !known.isEmpty {
                throw .noSuchScore(
                    path: path, asked: "\(kind.rawValue) class \(number)",
                    names: known.map { "\(kind.rawValue) class \(maps[$0].score.classNumber ?? 0)" })
            }
        }
        return places
    }
}

extension ScoreRequest {
    /// A kind with the block and head that are asked for.
    fileprivate func name(of kind: Score.Kind) -> String {
        guard kind.hasBlocks else { return kind.rawValue }
        return kind.rawValue + (block.map { " block \($0)" } ?? "") + (head.map { " head \($0.name)" } ?? "")
    }
}

extension ScoreRequest: Codable {
    private enum CodingKeys: CodingKey { case kinds, kind, `class`, all, block, head, across }

    /// Decodes a request, or one score as versions before 0.5.0 wrote it.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let kind = try fields.decodeIfPresent(Score.Kind.self, forKey: .kind)
        var head: Score.Head?
        if let name = try? fields.decodeIfPresent(String.self, forKey: .head) {
            guard let known = Score.Head(name: name) else {
                throw DecodingError.dataCorruptedError(forKey: .head, in: fields, debugDescription: "no head")
            }
            head = known
        } else {
            head = try fields.decodeIfPresent(Int.self, forKey: .head).map { .number($0) }
        }
        self.init(
            try fields.decodeIfPresent([Score.Kind].self, forKey: .kinds) ?? kind.map { [$0] },
            block: try fields.decodeIfPresent(Int.self, forKey: .block), head: head)
        across = try fields.decodeIfPresent([AcrossModels].self, forKey: .across)
        if try fields.decodeIfPresent(Bool.self, forKey: .all) == true {
            `class` = .all
        } else if kind == nil, let name = try fields.decodeIfPresent(String.self, forKey: .class) {
            `class` = .named(name)
        }
    }

    /// Encodes what is asked for.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encodeIfPresent(kinds, forKey: .kinds)
        switch `class` {
        case .predicted: break
        case .named(let name): try fields.encode(name, forKey: .class)
        case .all: try fields.encode(true, forKey: .all)
        }
        try fields.encodeIfPresent(block, forKey: .block)
        if let head { try fields.encode(head.name, forKey: .head) }
        try fields.encodeIfPresent(across, forKey: .across)
    }
}
