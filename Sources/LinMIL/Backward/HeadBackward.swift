/// The derivative of a class's log-odds by the slide's vector, back through `mlp_head(norm(x))`.
struct HeadBackward {
    /// The derivative by the vector before the head. [1, D]
    let gradient: Matrix
    /// What the biases of the head and its two norms take: each bias times its derivative.
    let biases: Double
    /// The log-odds and its derivative by the logits.
    let logOdds: LogOdds

    /// - Parameters:
    ///   - pooled: the slide's vector. [1, D]
    ///   - logits: what the head makes of it. [C]
    init(_ model: Model, of class: Int, at pooled: Rows, logits: [Float], _ rule: BackwardRule) throws {
        logOdds = LogOdds(of: `class`, logits: logits)
        let width = pooled.columns
        let once = try Matrix(1, width)  // norm(x)
        model.norm.apply(to: pooled, into: once.rows)
        let dLogits = try Matrix(1, logits.count, logOdds.derivative.map { Float($0) })
        let (dTwice, dOnce) = (try Matrix(1, width), try Matrix(1, width))
        gradient = try Matrix(1, width)
        try model.head.transposed().apply(to: dLogits.rows, into: dTwice.rows)
        model.headNorm.addDerivative(at: once.rows, of: dTwice.rows, to: dOnce.rows, holdingScale: rule.holdsScales)
        model.norm.addDerivative(at: pooled, of: dOnce.rows, to: gradient.rows, holdingScale: rule.holdsScales)
        biases =
            (model.head.biasRow.map { dLogits.rows.dot($0) } ?? 0) + dTwice.rows.dot(model.headNorm.biasRow)
            + dOnce.rows.dot(model.norm.biasRow)
    }
}
