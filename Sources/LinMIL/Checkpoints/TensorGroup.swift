/// Tensors that lie in one dict of a file, by the names that they have there.
struct TensorGroup {
    /// The keys that lead to the dict; none where it is the outermost one.
    let path: [PathKey]
    /// An index into the file's tensors for each name.
    var tensors: [String: Int] = [:]

    /// A key of a dict, or the place in a list.
    enum PathKey: Equatable, CustomStringConvertible {
        case text(String)
        case place(Int)

        var description: String {
            switch self {
            case .text(let text): text
            case .place(let index): "\(index)"
            }
        }

        /// The key in brackets, as Python has it.
        var subscripted: String {
            switch self {
            case .text(let text): "[\(quoted(text))]"
            case .place(let index): "[\(index)]"
            }
        }
    }
}

/// Where a file's tensors come from. They are made, and checked, only when they are needed.
protocol TensorSource {
    /// Makes a tensor.
    ///
    /// - Parameters:
    ///   - name: what errors call it.
    ///   - elements: how many elements the tensors have together that were made before; it is counted up.
    func tensor(
        _ index: Int, named name: String, elements: inout Int
    ) throws(CheckpointError) -> Checkpoint.Tensor
}
