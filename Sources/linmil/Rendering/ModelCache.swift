internal import LinMIL
internal import Rendering
internal import Results

/// Keeps the last model, so that it is read only once for many slides.
final class ModelCache {
    private var last: (source: SlideSources.Model, model: ModelFile)?

    /// Reads a model, or returns it from memory if it was read last.
    func model(_ source: SlideSources.Model) throws -> ModelFile {
        if let last, last.source.path == source.path, last.source.prefix == source.prefix,
            last.source.activation == source.activation, last.source.output == source.output
        {
            return last.model
        }
        let model = try ModelFile(
            path: source.path, prefix: source.prefix, activation: source.activation, output: source.output)
        last = (source, model)
        return model
    }
}
