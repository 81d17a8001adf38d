public import ArgumentParser
public import LinMIL
internal import Rendering

/// The model that computes scores, for every subcommand that computes scores.
struct ModelOptions: ParsableArguments {
    @Option(
        name: .customLong("model"),
        help: ArgumentHelp(
            "A Lin-MIL checkpoint: .safetensors, or a file that torch.save wrote. Given several times, for folds or seeds of one "
                + "training: the mean of all.", valueName: "file"))
    var models: [String] = []

    @Option(
        help: ArgumentHelp(
            "Which model to read from a checkpoint that holds several: the keys and words in front of its tensors' names, "
                + "such as ema_model. (default: the only model)", valueName: "name"))
    var prefix: String?

    @Option(
        help: ArgumentHelp(
            "The activation in the attention: \(Activation.allCases.map(\.rawValue).joined(separator: ", ")). A PyTorch "
                + "checkpoint does not record it. (default: the checkpoint's own if it has one, else ReLU)",
            valueName: "name"))
    var activation: Activation?

    @Option(
        help: ArgumentHelp(
            "What the output of a model with one output is. value: a number that stands for itself. sigmoid: the logit of "
                + "one class, whose probability is then its sigmoid. A checkpoint does not record it. (default: value)",
            valueName: "kind"))
    var outputAs: OneOutput?

    @Option(
        help: ArgumentHelp(
            "The classes' names in the order of the model's outputs, such as normal,tumor. (default: the checkpoint's own if "
                + "it has them, else class 0, class 1 ...)", valueName: "name,name"),
        transform: ClassNames.init)
    var classes: ClassNames?

    @Option(
        help: ArgumentHelp(
            "The numbers in which weights are multiplied: float32, or bf16, which is nearly twice as fast on processors with "
                + "AVX-512 BF16 and has two to three right digits. Scores whose order it does not keep are computed in float32: "
                + Score.Kind.allCases.filter { !$0.holdsInBFloat16 }.map(\.rawValue).joined(separator: ", ")
                + ". (default: float32)", valueName: "kind"))
    var precision: Precision?

    @Option(
        help: ArgumentHelp(
            "Number of threads. It does not change the result. (default: one per core)", valueName: "n"))
    var threads: Int?

    /// The model; the first of several.
    var model: String? { models.first }

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("'--threads \(threads)' is not between 1 and 1024.")
        }
    }

    /// Refuses an output file that has the name of a kind of output, because '--output-as' was meant.
    ///
    /// - Parameter file: what '--output' names; nil if it is not given.
    func requireFile(_ file: String?) throws {
        guard let file, OneOutput(rawValue: file) != nil else { return }
        throw ValidationError(
            "'--output \(file)' names what to write; to say what the model's one output is, give '--output-as \(file)'."
        )
    }

    /// Returns the model to run; nil if no model is given.
    ///
    /// - Parameter other: options that override these, such as those in a row of a list.
    func source(over other: ModelOptions? = nil) -> SlideSources.Model? {
        let paths = paths(over: other)
        return paths.first.map { path in
            SlideSources.Model(
                path: path, others: Array(paths.dropFirst()), prefix: other?.prefix ?? prefix,
                activation: other?.activation ?? activation,
                output: (other?.outputAs ?? outputAs)?.kind,
                classNames: (other?.classes ?? classes)?.names, precision: precision ?? .float32)
        }
    }

    /// Returns the paths of all models, in their order.
    ///
    /// - Parameter other: options that override these, such as those in a row of a list.
    func paths(over other: ModelOptions? = nil) -> [String] {
        other.flatMap { $0.models.isEmpty ? nil : $0.models } ?? models
    }

    /// Refuses several models for work that is about one.
    ///
    /// - Parameter work: the subcommand or option, and what it does with one model.
    func requireOne(_ work: String) throws {
        if models.count > 1 {
            throw ValidationError("'--model' is given \(models.count) times, and \(work); give it once.")
        }
    }

    /// Returns the model's path. If it is missing, the error has the argument parser's wording.
    func requiredModel() throws -> String {
        guard let model else { throw ValidationError("Missing expected argument '--model <file>'") }
        return model
    }
}

/// What the one output of a model can be.
enum OneOutput: String, CaseIterable, ExpressibleByArgument {
    case value, sigmoid

    var kind: OutputKind {
        switch self {
        case .value: .value
        case .sigmoid: .sigmoid
        }
    }
}

/// The names of a model's classes, joined by commas.
struct ClassNames: Sendable {
    let names: [String]

    /// Reads names, none of them empty or there twice.
    init(_ argument: String) throws {
        names = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard names.allSatisfy({ name in name.contains { !$0.isWhitespace } }) else {
            throw ValidationError("a name is empty; give a name for each class, joined by commas.")
        }
        if let name = names.first(where: { name in names.count { $0 == name } > 1 }) {
            throw ValidationError("'\(Wording.name(name))' is there twice; give each class a name of its own.")
        }
    }
}

extension Precision: ExpressibleByArgument {}

extension Activation: ExpressibleByArgument {
    /// Reads the lin_mil package's name of an activation, in upper or lower case.
    public init?(argument: String) { self.init(named: argument) }
}
