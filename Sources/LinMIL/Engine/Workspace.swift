/// One worker's scratch for a block of rows: small enough to stay near its core.
struct Workspace: Sendable {
    let stored: Matrix  // [1, block * F * bytes / 4], features as the file has them
    let features: Rows  // [block, F]
    let y: Rows  // [block, D], a normalised input
    let q: Rows  // [block, H d], queries or keys
    let v: Rows  // [block, H d], values
    let hidden: Rows  // [block, slice], a slice of the perceptron's hidden layer
    let dots: Rows  // [block, H]
    let largest: Rows  // [block, H], the largest logit so far
    let weights: Rows  // [block, keys], logits and then softmax weights of some keys

    init(_ configuration: Configuration, element: FeatureElement) throws(ModelError) {
        let rows = Sweep.blockRows
        let bytes = rows * configuration.inputDimension * element.size
        stored = try Matrix(1, bytes / MemoryLayout<Float>.size + 1)
        features = try Matrix(rows, configuration.inputDimension, isScratch: true).rows
        y = try Matrix(rows, configuration.latentDimension, isScratch: true).rows
        q = try Matrix(rows, configuration.innerDimension, isScratch: true).rows
        v = try Matrix(rows, configuration.innerDimension, isScratch: true).rows
        hidden = try Matrix(rows, min(TransformerBlock.sliceWidth, configuration.hiddenDimension), isScratch: true).rows
        dots = try Matrix(rows, configuration.heads, isScratch: true).rows
        largest = try Matrix(rows, configuration.heads, isScratch: true).rows
        weights = try Matrix(rows, SoftmaxAttention.blockKeys, isScratch: true).rows
    }
}
