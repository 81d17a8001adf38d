extension SlideSchema {
    /// The attributes of the file itself in which linmil says where scores come from.
    enum Provenance {
        /// linmil's version; what has none was written by another program.
        static let version = "linmil_version"
        static let score = "score"
        static let block = "block"
        static let slide = "slide"
        static let model = "model"
        static let fingerprint = "model_fingerprint"
        static let attention = "attention"
        static let pooling = "pooling"
        static let classes = "classes"
        static let logits = "logits"
        static let probabilities = "probabilities"
        static let predictedClass = "predicted_class"

        static let names = [
            version, score, block, slide, model, fingerprint, attention, pooling, classes, logits, probabilities,
            predictedClass,
        ]
    }
}
