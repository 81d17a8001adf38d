internal import CKernels

/// Returns the softmax of a few numbers, in double precision. [n] -> [n]
package func softmax(_ logits: [Double]) -> [Double] {
    let largest = logits.max() ?? 0
    let exponentials = logits.map { kernel_exp($0 - largest) }
    let sum = exponentials.reduce(0, +)
    return exponentials.map { $0 / sum }
}
