internal import Foundation
internal import LinMIL
internal import Rendering
internal import Results
internal import Synchronization

/// Keeps the last model, so that it is read only once for many slides.
final class ModelCache {
    private var last: (source: SlideSources.Model, model: ModelFile)?
    private var begun: (source: SlideSources.Model, construction: ModelConstruction)?

    /// Reads a checkpoint, and begins to make its model on another thread. `model(_:)` waits for it, and throws what failed.
    func begin(_ source: SlideSources.Model?) {
        guard let source, !isLast(source) else { return }
        begun = (source, ModelConstruction(source))
    }

    /// Reads a model, or returns it from memory if it was read last.
    func model(_ source: SlideSources.Model) throws -> ModelFile {
        if let last, isLast(source) { return last.model }
        defer { begun = nil }
        let model =
            if let begun, begun.source == source { try begun.construction.model() } else {
                try ModelFile(source)
            }
        last = (source, model)
        return model
    }

    /// Whether the last model is this one.
    private func isLast(_ source: SlideSources.Model) -> Bool { last?.source == source }
}

/// A model that is made on a thread of its own.
private final class ModelConstruction: Sendable {
    private let result = Mutex<Result<ModelFile, any Error>?>(nil)
    private let isDone = DispatchSemaphore(value: 0)

    /// The checkpoint is read here, because whoever watches this process knows of one file at a time.
    init(_ source: SlideSources.Model) {
        let checkpoint = Result { try Checkpoint(readingFrom: source.path, prefix: source.prefix) }
        Thread.detachNewThread { [self] in
            let made = Result {
                try ModelFile(
                    checkpoint.get(), activation: source.activation, output: source.output,
                    classNames: source.classNames)
            }
            result.withLock { $0 = made }
            isDone.signal()
        }
    }

    /// Waits for the model.
    func model() throws -> ModelFile {
        isDone.wait()
        defer { isDone.signal() }
        guard let made = result.withLock({ $0 }) else { preconditionFailure("a model that nobody made") }
        return try made.get()
    }
}

extension ModelFile {
    /// Reads the model that a slide's sources name.
    fileprivate init(_ source: SlideSources.Model) throws {
        try self.init(
            path: source.path, prefix: source.prefix, activation: source.activation, output: source.output,
            classNames: source.classNames)
    }
}
