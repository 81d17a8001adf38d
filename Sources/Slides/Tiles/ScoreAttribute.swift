/// The attributes of an HDF5 file of scores, on the file itself, in which linmil writes what JSON has in fields.
///
/// A fact that is not known has no attribute.
package enum ScoreAttribute {
    /// linmil's version. A file without it was written by another program.
    package static let version = "linmil_version"
    package static let score = "score"
    package static let scoreClass = "score_class"
    package static let block = "block"
    package static let head = "head"
    package static let tilesSeen = "tiles_seen"
    package static let warnings = "warnings"
    package static let slide = "slide"
    package static let featuresFingerprint = "features_fingerprint"
    package static let model = "model"
    package static let modelFingerprint = "model_fingerprint"
    package static let attention = "attention"
    package static let pooling = "pooling"
    package static let activation = "activation"
    package static let classes = "classes"
    package static let logits = "logits"
    package static let output = "output"
    package static let probabilities = "probabilities"
    package static let predictedClass = "predicted_class"
    package static let tileSideSource = "tile_size_source"
    package static let mpp = "mpp"
    package static let coordinatesScale = "coords_scale"

    package static let all = [
        version, score, scoreClass, block, head, tilesSeen, warnings, slide, featuresFingerprint, model,
        modelFingerprint,
        attention, pooling, activation, classes, logits, output, probabilities, predictedClass, tileSideSource,
        mpp, coordinatesScale,
    ]
}
