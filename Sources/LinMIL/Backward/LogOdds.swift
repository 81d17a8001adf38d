internal import CKernels

/// The log-odds of a class, the number that scores explain: `t = z_c - log sum over the others of exp(z_k)`.
///
/// It does not change if all logits move together, as the prediction does not. Of a model with one output it is that output.
struct LogOdds {
    /// The log-odds.
    let value: Double
    /// Its derivative by each logit: 1 for the class, and minus the softmax of the others. [C]
    let derivative: [Double]

    /// - Parameters:
    ///   - class: the class, counted from 0.
    ///   - logits: the logits of all classes. [C]
    init(of class: Int, logits: [Float]) {
        let z = logits.map(Double.init)
        let others = z.indices.filter { $0 != `class` }
        var derivative = [Double](repeating: 0, count: z.count)
        derivative[`class`] = 1
        guard let largest = others.map({ z[$0] }).max() else {
            (value, self.derivative) = (z[`class`], derivative)
            return
        }
        for (index, share) in zip(others, softmax(others.map { z[$0] })) { derivative[index] = -share }
        let sum = others.reduce(0) { $0 + kernel_exp(z[$1] - largest) }
        (value, self.derivative) = (z[`class`] - largest - kernel_log(sum), derivative)
    }

    /// What the parts of a score add up to if they are conserved: `z_c - sum over the others of softmax_k z_k`. For two
    /// classes it equals the log-odds.
    func target(logits: [Float]) -> Double { zip(derivative, logits).reduce(0) { $0 + $1.0 * Double($1.1) } }
}
