public import ArgumentParser
public import LinMIL
internal import Rendering

/// The model and the score to compute, for every subcommand that computes scores.
struct ModelOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A Lin-MIL checkpoint: .safetensors, or a file that torch.save wrote.", valueName: "file"))
    var model: String?

    @Option(
        help: ArgumentHelp(
            "Which model to read from a checkpoint that holds several: the keys and words in front of its tensors' names, "
                + "such as ema_model. (default: the only model)", valueName: "name"))
    var prefix: String?

    @Option(
        help: ArgumentHelp(
            "Which score to compute for each tile. cls: the class token's attention to the tile. attn: what the lin_mil "
                + "package returns; it is signed, and it is not the class token's attention. (default: cls)",
            valueName: "kind"))
    var score: Score.Kind?

    @Option(
        help: ArgumentHelp(
            "The activation in the attention: \(Activation.allCases.map(\.rawValue).joined(separator: ", ")). A PyTorch "
                + "checkpoint does not record it. (default: the checkpoint's own if it has one, else ReLU)",
            valueName: "name"))
    var activation: Activation?

    @Option(
        help: ArgumentHelp(
            "Number of threads. It does not change the result. (default: one per core)", valueName: "n"))
    var threads: Int?

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("'--threads \(threads)' is not between 1 and 1024.")
        }
    }

    /// Returns the model to run and the score to compute; nil if no model is given.
    ///
    /// - Parameter other: options that override these, such as those in a row of a list.
    func source(over other: ModelOptions? = nil) -> SlideSources.Model? {
        (other?.model ?? model).map { path in
            SlideSources.Model(
                path: path, prefix: other?.prefix ?? prefix, activation: other?.activation ?? activation,
                score: Score(other?.score ?? score ?? .cls))
        }
    }

    /// Returns the model's path. If it is missing, the error has the argument parser's wording.
    func requiredModel() throws -> String {
        guard let model else { throw ValidationError("Missing expected argument '--model <file>'") }
        return model
    }
}

extension Score.Kind: ExpressibleByArgument {}

extension Activation: ExpressibleByArgument {
    /// Reads the lin_mil package's name of an activation, in upper or lower case.
    public init?(argument: String) { self.init(named: argument) }
}
