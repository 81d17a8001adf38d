internal import Dispatch
internal import Files
internal import LinMIL
internal import Rendering
internal import Results
internal import Synchronization

/// Keeps the last model, or the last several, so that they are read only once for many slides.
final class ModelCache {
    private var last: (source: SlideSources.Model, models: Ensemble)?
    private var begun: (source: SlideSources.Model, construction: ModelConstruction)?

    /// Opens the checkpoints, and begins to make their models on another thread. `models(_:)` waits for them, and throws what
    /// failed.
    func begin(_ source: SlideSources.Model?) {
        guard let source, !isLast(source) else { return }
        begun = (source, ModelConstruction(source))
    }

    /// Reads a model.
    func model(_ source: SlideSources.Model) throws -> ModelFile { try models(source).first }

    /// Reads the models that sources name, or returns them from memory if they were read last.
    func models(_ source: SlideSources.Model) throws -> Ensemble {
        if let last, isLast(source) { return last.models }
        defer { begun = nil }
        let construction =
            if let begun, begun.source == source { begun.construction } else { ModelConstruction(source) }
        let models = try construction.models()
        last = (source, models)
        return models
    }

    /// Whether the last models are these.
    private func isLast(_ source: SlideSources.Model) -> Bool { last?.source == source }
}

/// Models that are made on a thread of their own.
private final class ModelConstruction: Sendable {
    private let result = Mutex<Result<Ensemble, any Error>?>(nil)
    /// The file whose weights are read.
    private let path: Mutex<String>
    private let isDone = DispatchSemaphore(value: 0)

    /// The checkpoints are opened here, because whoever watches this process knows of one file at a time.
    init(_ source: SlideSources.Model) {
        path = Mutex(source.paths.first ?? "")
        let checkpoints = Result {
            try source.paths.map { try Checkpoint(readingFrom: $0, prefix: source.prefix) }
        }
        BackgroundThread.run { [self] in
            let made = Result {
                try Ensemble(
                    checkpoints.get().map { checkpoint in
                        path.withLock { $0 = checkpoint.path }
                        #if DEBUG
                            WorkerFault.act(on: "weights " + checkpoint.path)
                        #endif
                        return try ModelFile(
                            checkpoint, activation: source.activation, output: source.output,
                            classNames: source.classNames, precision: source.precision ?? .float32)
                    })
            }
            result.withLock { $0 = made }
            isDone.signal()
        }
    }

    /// Waits for the models. While they are read, the thread that waits reads no other file.
    func models() throws -> Ensemble {
        while isDone.wait(timeout: .now() + .milliseconds(100)) == .timedOut {
            FileActivity.reading(path.withLock { $0 })
        }
        defer { isDone.signal() }
        guard let made = result.withLock({ $0 }) else { preconditionFailure("models that nobody made") }
        return try made.get()
    }
}
