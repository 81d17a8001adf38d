internal import LinMIL
internal import Rendering
internal import Results

/// A model that is read once, however many slides it scores.
final class ModelCache {
    private var last: (source: SlideSources.Model, model: ModelFile)?

    /// Reads a model, or returns the one that was read last.
    func model(_ source: SlideSources.Model) throws -> ModelFile {
        if let last, last.source.path == source.path, last.source.prefix == source.prefix,
            last.source.activation == source.activation
        {
            return last.model
        }
        let model = try ModelFile(path: source.path, prefix: source.prefix, activation: source.activation)
        last = (source, model)
        return model
    }
}
