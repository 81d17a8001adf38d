internal import Files
internal import Synchronization

/// Undoes the filters of a chunk.
///
/// HDF5 does this itself, but under its global lock, and it trusts the compressed data to have the chunk's size: data that
/// unpack to less are read past their end, and data that unpack to more take any amount of memory.
struct ChunkDecoder: Sendable {
    let storage: Storage
    /// Bytes of one chunk without filters.
    let byteCount: Int
    let elementSize: Int

    /// Returns the chunk's values as bytes, or nil if `stored` is not what the storage says.
    ///
    /// A bit of `skipped` is set where the writer left a filter out, in the order of writing: shuffle, deflate.
    func decode(_ stored: [UInt8], skipped: UInt32) -> [UInt8]? {
        var bit: UInt32 = 1
        var isShuffled = storage.isShuffled
        if storage.isShuffled {
            isShuffled = skipped & bit == 0
            bit <<= 1
        }
        let isCompressed = storage.isCompressed && skipped & bit == 0
        guard let packed = isCompressed ? inflate(stored) : stored, packed.count == byteCount else { return nil }
        return isShuffled ? unshuffle(packed) : packed
    }

    private func inflate(_ stored: [UInt8]) -> [UInt8]? {
        unsafe [UInt8](count: byteCount) { target in
            unsafe stored.withUnsafeBufferPointer { unsafe Inflation.fastest.fill(target, from: $0, in: .zlib) }
        }
    }

    /// [elementSize, elements] -> [elements, elementSize]; bytes left over at the end are unchanged.
    private func unshuffle(_ shuffled: [UInt8]) -> [UInt8] {
        let count = byteCount / elementSize
        var values = shuffled
        let planes = shuffled.span
        var elements = values.mutableSpan
        for byte in 0..<elementSize {
            for index in 0..<count {
                elements[index * elementSize + byte] = planes[byte * count + index]
            }
        }
        return values
    }
}

/// Chunks that a read took rows from without reaching their end: the next read begins there.
///
/// So a chunk is not unpacked twice where a reader's blocks straddle chunks.
final class UnfinishedChunks: Sendable {
    private let chunks = Mutex<[(index: Int, values: [UInt8])]>([])
    private let capacity: Int

    /// - Parameter capacity: how many chunks are kept; the oldest goes first.
    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Returns the chunk if it was kept, and forgets it.
    func take(_ index: Int) -> [UInt8]? {
        chunks.withLock { chunks in
            chunks.firstIndex { $0.index == index }.map { chunks.remove(at: $0).values }
        }
    }

    func keep(_ values: [UInt8], at index: Int) {
        chunks.withLock { chunks in
            if chunks.count >= capacity { chunks.removeFirst() }
            chunks.append((index, values))
        }
    }
}
