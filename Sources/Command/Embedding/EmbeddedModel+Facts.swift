internal import LinMIL
internal import Results

extension EmbeddedModel {
    /// Describes the model as JSON. The fields of the configuration have the names of `lin_mil`.
    package func facts() throws -> String { try jsonText(Facts(model(nil))) }

    private struct Facts: Encodable {
        let name: String
        let classes: [String]
        let output: OutputKind
        let precision: Precision
        let configuration: Configuration
        let assumesActivation: Bool
        let warnings: [String]

        init(_ file: ModelFile) {
            let model = file.model
            (name, classes, output) = (file.name, model.classNames, model.output)
            (precision, configuration) = (model.precision, Configuration(model.configuration))
            assumesActivation = model.assumesActivation
            warnings = [file.leftAside?.description].compactMap(\.self)
        }
    }

    private struct Configuration: Encodable {
        let input_dim: Int
        let num_classes: Int
        let latent_dim: Int
        let transformer_depth: Int
        let heads: Int
        let act: String
        let attention: String
        let pooling: String

        init(_ known: LinMIL.Configuration) {
            (input_dim, num_classes, latent_dim) = (known.inputDimension, known.classes, known.latentDimension)
            (transformer_depth, heads) = (known.depth, known.heads)
            (act, attention, pooling) = (
                known.activation.rawValue, known.attention.rawValue, known.pooling.rawValue
            )
        }
    }
}
