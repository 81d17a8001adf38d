internal import ArgumentParser
internal import LinMIL
internal import Results

/// Which scores to compute with a model, or to take from a file that has several.
struct ScoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Which score each tile gets, or several joined by commas. cls: the class token's attention, where the model "
                + "looked. relevance: what the tile says for or against a class. single: the log-odds of the tile alone. "
                + "evidence: what its value adds in the last block. rollout: attention through all blocks. attn: what the "
                + "lin_mil package returns. gradient: gradient times input. (default: cls)", valueName: "kind,kind"),
        transform: ScoreKinds.init)
    var score: ScoreKinds?

    @Option(
        name: .customLong("class"),
        help: ArgumentHelp(
            "The class that relevance, single, evidence and gradient speak of, by its number from 0 or by its name; all: one "
                + "map for each class. Of a file with scores of several classes, the class to draw. (default: the predicted "
                + "class)", valueName: "n|name|all"))
    var className: String?

    @Option(
        help: ArgumentHelp(
            "The transformer block that cls is read from, counted from 0. (default: the last)", valueName: "n"))
    var block: Int?

    @Option(
        help: ArgumentHelp(
            "What cls makes of the attention heads: their mean, their max, or one head's own by its number from 0. "
                + "(default: mean)", valueName: "n|mean|max"))
    var head: HeadChoice?

    @Option(
        help: ArgumentHelp(
            "What is made of the scores of several models. mean: their mean. disagreement: how far their ranks of a tile "
                + "differ. mean,disagreement: a map of each. (default: mean)", valueName: "what,what"),
        transform: AcrossChoice.init)
    var across: AcrossChoice?

    /// What is asked for.
    ///
    /// - Parameter other: options that override these, such as those in a row of a list.
    func request(over other: ScoreOptions? = nil) -> ScoreRequest {
        let className = other?.className ?? className
        var request = ScoreRequest(
            (other?.score ?? score)?.kinds,
            class: className.map { $0 == Self.all ? .all : .named($0) } ?? .predicted, block: other?.block ?? block,
            head: (other?.head ?? head)?.head)
        request.across = (other?.across ?? across)?.kinds
        return request
    }

    /// The word for every class.
    private static let all = "all"

    /// Refuses a class, block or head that no score of the model has a use for.
    func requireUse(by model: ModelOptions) throws {
        guard model.model != nil else { return }
        if across != nil, model.models.count == 1 {
            throw ValidationError(
                "'--across' is about several models; give '--model' more than once, or leave '--across' out.")
        }
        let kinds = score?.kinds ?? [.cls]
        do throws(ResultError) { try request().requireUse(by: kinds) } catch {
            throw ValidationError(error.advised(in: .score) + ".")
        }
    }
}

/// Kinds of scores, joined by commas.
struct ScoreKinds: Sendable {
    let kinds: [Score.Kind]

    /// Reads kinds, each of them once.
    init(_ argument: String) throws {
        let words = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        var kinds: [Score.Kind] = []
        for word in words {
            guard let kind = Score.Kind(rawValue: word) else {
                let known = Score.Kind.allCases.map { "'\($0.rawValue)'" }
                throw ValidationError(
                    "there is no score '\(Wording.name(word))'; give \(known.dropLast().joined(separator: ", ")) or "
                        + "\(known.last ?? ""), or several joined by commas.")
            }
            guard !kinds.contains(kind) else {
                throw ValidationError("'\(word)' is there twice; give each score once.")
            }
            kinds.append(kind)
        }
        self.kinds = kinds
    }
}

/// What is made of several models' scores, joined by commas.
struct AcrossChoice: Sendable {
    let kinds: [AcrossModels]

    /// Reads words, each of them once.
    init(_ argument: String) throws {
        let words = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        kinds = try words.map { word in
            guard let kind = AcrossModels(rawValue: word) else {
                throw ValidationError(
                    "there is no '\(Wording.name(word))' of several models; give mean, disagreement, or "
                        + "mean,disagreement.")
            }
            return kind
        }
        guard Set(kinds).count == kinds.count else {
            throw ValidationError("'\(words[0])' is there twice; give it once.")
        }
    }
}

/// What is made of attention heads.
struct HeadChoice: ExpressibleByArgument {
    let head: Score.Head

    init?(argument: String) {
        guard let head = Score.Head(name: argument) else { return nil }
        self.head = head
    }
}
