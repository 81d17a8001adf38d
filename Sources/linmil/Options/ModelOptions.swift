public import ArgumentParser
public import LinMIL

/// The model and what is asked of it, for every command that computes scores.
struct ModelOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A Lin-MIL checkpoint: .safetensors, or PyTorch's .pt of a state_dict.", valueName: "file"))
    var model: String?

    @Option(
        help: ArgumentHelp(
            "The score of a tile. cls: the attention that the class token pays it. attn: what the lin_mil package "
                + "returns, signed and not the same. (default: cls)", valueName: "kind"))
    var score: Score?

    @Option(
        help: ArgumentHelp(
            "The attention's activation, which a checkpoint does not record: "
                + "\(Activation.allCases.map(\.rawValue).joined(separator: ", ")). (default: ReLU)", valueName: "name"))
    var activation: Activation?

    @Option(
        help: ArgumentHelp(
            "Threads to use. The result does not depend on it. (default: one for each core)", valueName: "n"))
    var threads: Int?

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("'--threads \(threads)' is not between 1 and 1024.")
        }
    }

    /// The model's path, in the words of the argument parser where it is missing.
    func requiredModel() throws -> String {
        guard let model else { throw ValidationError("Missing expected argument '--model <file>'") }
        return model
    }
}

extension Score: ExpressibleByArgument {}

extension Activation: ExpressibleByArgument {
    /// Reads the package's name in any case.
    public init?(argument: String) { self.init(named: argument) }
}
