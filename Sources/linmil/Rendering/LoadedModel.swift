internal import LinMIL

/// A model that is read once, however many slides it scores.
final class LoadedModel {
    private var loaded: (path: String, activation: Activation?, model: Model, fingerprint: String)?

    /// Reads a model, or returns the one that was read last, with its fingerprint.
    func read(_ path: String, _ activation: Activation?) throws -> (model: Model, fingerprint: String) {
        if let loaded, loaded.path == path, loaded.activation == activation {
            return (loaded.model, loaded.fingerprint)
        }
        let checkpoint = try Checkpoint(readingFrom: path)
        let (model, fingerprint) = (try Model(checkpoint, activation: activation), checkpoint.fingerprint)
        loaded = (path, activation, model, fingerprint)
        return (model, fingerprint)
    }
}
