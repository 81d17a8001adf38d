/// The tiles as they enter each block. [tiles, D] for each block that is kept, and one more for the rest.
///
/// A forward pass alone keeps none, and all blocks share one store. A backward pass needs every block's input once more: it
/// reads what was kept, and takes the rest through the blocks again from the last one that was.
struct BlockInputs: Sendable {
    /// The store of all blocks whose input is not kept. After the forward pass it holds the last block's, if that is not
    /// kept, until the backward pass overwrites it.
    let shared: TileStore
    private let kept: [TileStore?]  // [blocks]

    /// - Parameter count: how many blocks' inputs are kept, evenly spaced: the first block's, and so on.
    init(tiles: Int, width: Int, blocks: Int, keeping count: Int, _ precision: Precision) throws(ModelError) {
        precondition((0...blocks).contains(count), "the inputs of \(count) of \(blocks) blocks")
        shared = try TileStore(tiles, width, precision)
        let chosen = Set((0..<count).map { $0 * blocks / count })
        var kept: [TileStore?] = []
        for block in 0..<blocks { kept.append(chosen.contains(block) ? try TileStore(tiles, width, precision) : nil) }
        self.kept = kept
    }

    /// The store into which the forward pass writes a block's input.
    subscript(block: Int) -> TileStore { kept.indices.contains(block) ? kept[block] ?? shared : shared }

    /// Whether a block's input is kept.
    func keeps(_ block: Int) -> Bool { kept[block] != nil }

    /// The last block before this one whose input is kept. The first block's always is.
    func lastKept(before block: Int) -> Int { kept[..<block].lastIndex { $0 != nil } ?? 0 }
}

/// Which blocks' inputs a score needs once more.
enum NeededInputs: Int, Comparable {
    case none, first, all

    static func < (left: NeededInputs, right: NeededInputs) -> Bool { left.rawValue < right.rawValue }
}

extension Score.Kind {
    /// Which blocks' inputs the score needs after the forward pass.
    fileprivate var neededInputs: NeededInputs {
        switch self {
        case .cls, .attn, .evidence: .none
        case .single: .first
        case .rollout, .relevance, .gradient: .all
        }
    }
}

extension Configuration {
    /// How many bytes a pass may take if nobody says it, besides the model and the program.
    package static let usualMemory = 640 << 20

    /// How many blocks' inputs a pass keeps. If all are needed, as many as memory has room for, at least the first block's:
    /// the others are computed again. Attention that keeps something of every token cannot compute them again, so all are kept.
    ///
    /// - Parameter memory: how many bytes the pass may take, besides the model and the program.
    func keptInputs(tiles: Int, scores: Set<Score>, memory: Int, _ precision: Precision) -> Int {
        switch scores.map(\.kind.neededInputs).max() ?? .none {
        case .none: 0
        case .first: 1
        case .all where gathersAgain: depth
        case .all:
            min(
                depth,
                max(
                    1,
                    (memory - bytes(tiles: tiles, stores: 1, precision))
                        / (max(1, tiles) * TileStore.bytes(latentDimension, precision))))
        }
    }

    /// Returns about how many bytes a pass needs for so many tiles, besides the model and the program.
    package func forwardBytes(
        tiles: Int, scores: Set<Score> = [], memory: Int? = nil, precision: Precision = .float32
    ) -> Int {
        let kept = keptInputs(tiles: tiles, scores: scores, memory: memory ?? Self.usualMemory, precision)
        return bytes(tiles: tiles, stores: 1 + kept, precision)
    }

    /// Returns about how many bytes flipping needs for so many tiles, besides the model and the program: the projected tiles,
    /// and for each thread a pass over what is left of them.
    package func flippingBytes(tiles: Int, threads: Int? = nil, precision: Precision = .float32) -> Int {
        let threads = threads ?? Model.cores
        return bytes(tiles: tiles, stores: 1 + threads, passes: threads, precision)
    }

    /// The bytes of so many stores of [tiles, D] and what else grows with the tiles. In each pass two blocks' attention lives at
    /// once, the one that is finished and the one that begins. The margin is what was measured beyond these stores.
    private func bytes(tiles: Int, stores: Int, passes: Int = 1, _ precision: Precision) -> Int {
        let bytes =
            stores * TileStore.bytes(latentDimension, precision) + passes * 8 * attention.mechanism.keptFloats(self)
        let (margin, outputBytes) = (1.15, 440.0)  // outputBytes: a tile's rectangle, scores and their text
        return Int(min(Double(tiles) * (Double(bytes) * margin + outputBytes), 1e15))
    }
}
