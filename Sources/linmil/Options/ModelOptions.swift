public import ArgumentParser
public import LinMIL
internal import Rendering

/// The model and what is asked of it, for every command that computes scores.
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

    /// The model to run, and what it computes; nil where none is given.
    ///
    /// - Parameter other: what goes before these options, such as a row of a list.
    func source(over other: ModelOptions? = nil) -> SlideSources.Model? {
        (other?.model ?? model).map { path in
            SlideSources.Model(
                path: path, prefix: other?.prefix ?? prefix, activation: other?.activation ?? activation,
                score: Score(other?.score ?? score ?? .cls))
        }
    }

    /// The model's path, in the words of the argument parser where it is missing.
    func requiredModel() throws -> String {
        guard let model else { throw ValidationError("Missing expected argument '--model <file>'") }
        return model
    }
}

extension Score.Kind: ExpressibleByArgument {}

extension Activation: ExpressibleByArgument {
    /// Reads the package's name in any case.
    public init?(argument: String) { self.init(named: argument) }
}
