internal import Synchronization

/// Memory for the weights of many layers, taken from the system in large pieces: to touch 50 MB of fresh memory in small pages
/// takes longer than to pack a model.
final class WeightMemory: Sendable {
    /// What is left of the last piece. [1, floats]
    private let rest = Mutex<Rows?>(nil)

    private static let pieceCount = 16 << 20 / MemoryLayout<Float>.size
    private static let line = 64 / MemoryLayout<Float>.size  // a cache line

    /// Returns zeros that begin with a cache line. [1, count]
    ///
    /// - Throws: `ModelError.outOfMemory` if the machine does not have that much.
    func take(_ count: Int) throws(ModelError) -> Rows {
        let needed = (count + Self.line - 1) / Self.line * Self.line
        return try rest.withLock { rest throws(ModelError) in
            let piece: Rows
            if let rest, rest.columns >= needed {
                piece = rest
            } else {
                piece = try Matrix(1, max(needed, Self.pieceCount)).rows
            }
            rest = piece.columns(needed..<piece.columns)
            return piece.columns(0..<count)
        }
    }
}
