internal import CKernels

/// The log-odds of a class, the number that scores explain: `t = z_c - log sum over the others of exp(z_k)`.
///
/// It does not change if all logits move together, as the prediction does not. Of a model with one output it is that output.
struct LogOdds {
    private let number: Int
    private let logits: [Float]  // [C]

    /// - Parameters:
    ///   - class: the class, counted from 0.
    ///   - logits: the logits of all classes. [C]
    init(of class: Int, logits: [Float]) { (number, self.logits) = (`class`, logits) }

    private var others: [Double] { logits.indices.filter { $0 != number }.map { Double(logits[$0]) } }

    /// The log-odds.
    var value: Double {
        let others = others
        guard let largest = others.max() else { return Double(logits[number]) }
        return Double(logits[number]) - largest - kernel_log(others.reduce(0) { $0 + kernel_exp($1 - largest) })
    }

    /// Its derivative by each logit: 1 for the class, and minus the softmax of the others. [C]
    var derivative: [Double] {
        var derivative = softmax(others).map { -$0 }
        derivative.insert(1, at: number)
        return derivative
    }

    /// What the parts of a score add up to if they are conserved: `z_c - sum over the others of softmax_k z_k`. For two
    /// classes it equals the log-odds.
    var target: Double { zip(derivative, logits).reduce(0) { $0 + $1.0 * Double($1.1) } }
}
