public import LinMIL

/// A map that the model has no score for, and how it is computed, so that ``Sanity`` can be tested too.
///
///     let map = ComputedMap("saliency") { model in try saliency(of: features, in: model) }
///     let evaluation = try SlideEvaluation(of: features, with: model, scores: [], computed: [map])
public struct ComputedMap: Sendable {
    /// The name in tables and files.
    public let name: String
    /// Whether the map is one of a class, so that it depends on the head.
    public let speaksOfClass: Bool
    let scores: @Sendable (Model) throws -> [Float]

    /// - Parameters:
    ///   - name: the name in tables and files.
    ///   - speaksOfClass: whether the map is one of a class, so that it depends on the head.
    ///   - scores: computes the map of a model; it is called for the trained one, and for copies with random weights. -> [tiles]
    public init(
        _ name: String, speaksOfClass: Bool = true, scores: @escaping @Sendable (Model) throws -> [Float]
    ) {
        (self.name, self.speaksOfClass, self.scores) = (name, speaksOfClass, scores)
    }
}
