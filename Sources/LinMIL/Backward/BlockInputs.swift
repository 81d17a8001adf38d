/// The tiles as they enter each block. [tiles, D] for each block that is kept, and one more for the rest.
///
/// A forward pass alone keeps none, and all blocks share one matrix. A backward pass needs every block's input once more: it
/// reads what was kept, and takes the rest through the blocks again from the last one that was.
struct BlockInputs: Sendable {
    /// The matrix of all blocks whose input is not kept. After the forward pass, the backward pass may overwrite it.
    let shared: Matrix
    private let kept: [Matrix?]  // [blocks]

    /// Keeps nothing.
    init(tiles: Int, width: Int) throws(ModelError) {
        (shared, kept) = (try Matrix(tiles, width), [])
    }

    /// Keeps the first block's input, and as many others, evenly spaced, as memory has room for.
    ///
    /// - Parameters:
    ///   - blocks: how many blocks there are.
    ///   - bytes: how much memory all matrices may take. The shared one and the first block's are taken in any case.
    ///   - keepsAll: whether all are kept whatever it takes, because they cannot be computed again.
    init(tiles: Int, width: Int, blocks: Int, bytes: Int, keepsAll: Bool) throws(ModelError) {
        shared = try Matrix(tiles, width)
        let room = bytes / max(1, tiles * width * MemoryLayout<Float>.size) - 1
        let count = keepsAll ? blocks : min(blocks, max(1, room))
        let chosen = Set((0..<count).map { $0 * blocks / count })
        var kept: [Matrix?] = []
        for block in 0..<blocks { kept.append(chosen.contains(block) ? try Matrix(tiles, width) : nil) }
        self.kept = kept
    }

    /// The matrix into which the forward pass writes a block's input.
    subscript(block: Int) -> Matrix { kept.indices.contains(block) ? kept[block] ?? shared : shared }

    /// Whether a block's input is kept.
    func keeps(_ block: Int) -> Bool { kept[block] != nil }

    /// The last block before this one whose input is kept. The first block's always is.
    func lastKept(before block: Int) -> Int { kept[..<block].lastIndex { $0 != nil } ?? 0 }
}
