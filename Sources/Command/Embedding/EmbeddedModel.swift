internal import ArgumentParser
package import LinMIL
package import Results
internal import Synchronization

/// A model inside a program in another language, which says its options in the words of `linmil score`.
package final class EmbeddedModel: Sendable {
    private let checkpoint: Checkpoint
    private let options: ModelOptions.Choices
    /// The checkpoint's tensors packed for each precision that was asked for.
    private let models = Mutex<[Precision: ModelFile]>([:])

    /// Reads a checkpoint from a file.
    package convenience init(readingFrom path: String, words: [String]) throws {
        let options = try LoadWords.parse(words).model
        try self.init(Checkpoint(readingFrom: path, prefix: options.prefix), options)
    }

    /// Reads a checkpoint from the bytes of a safetensors file.
    ///
    /// - Parameter name: what messages call it.
    package convenience init(_ bytes: [UInt8], name: String, words: [String]) throws {
        let options = try LoadWords.parse(words).model
        try self.init(Checkpoint(safetensors: bytes, name: name, prefix: options.prefix), options)
    }

    private init(_ checkpoint: Checkpoint, _ options: ModelOptions) throws {
        (self.checkpoint, self.options) = (checkpoint, options.choices)
        _ = try model(nil)
    }

    /// Returns the model whose weights are multiplied in a precision; nil for the one that it was loaded with.
    package func model(_ precision: Precision?) throws -> ModelFile {
        let precision = precision ?? options.precision
        return try models.withLock { models in
            if let model = models[precision] { return model }
            let model = try ModelFile(
                checkpoint, activation: options.activation, output: options.output, classNames: options.classNames,
                precision: precision)
            models[precision] = model
            return model
        }
    }

    /// Runs the model on features.
    package func score(
        _ features: FeatureSource, words: [String], progress: @escaping @Sendable (Double) throws -> Void
    ) throws -> ModelAnswer {
        let options = try ScoreWords.parse(NumberArguments.joined(words))
        let model = try model(options.model.precision)
        return try ModelAnswer(
            to: features, by: model, scores: options.score.request().scores(of: model.model),
            threads: options.model.threads, memory: options.memory.memory?.value, progress: progress)
    }
}

/// The words that say how a checkpoint is read.
private struct LoadWords: ParsableArguments {
    @OptionGroup var model: ModelOptions
}

/// The words that say what is computed.
private struct ScoreWords: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @OptionGroup var memory: MemoryOption
    @OptionGroup var score: ScoreOptions
}

extension ModelOptions {
    /// What the options say of a checkpoint that is read.
    struct Choices: Sendable {
        let activation: Activation?
        let output: OutputKind?
        let classNames: [String]?
        let precision: Precision
    }

    /// What the options say of a checkpoint that is read.
    fileprivate var choices: Choices {
        Choices(
            activation: activation, output: outputAs?.kind, classNames: classes?.names,
            precision: precision ?? .float32)
    }
}
