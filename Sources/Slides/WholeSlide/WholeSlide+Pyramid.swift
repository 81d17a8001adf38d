internal import Files
public import Images
internal import Machine
internal import Synchronization

extension WholeSlide {
    /// Reads all tiles of some pyramids, each pixel of the finest levels once: coarser tiles are made of finer ones.
    ///
    /// It takes the memory of a few tiles for each thread, however large the slide is.
    ///
    /// - Parameters:
    ///   - pyramids: parts of the slide.
    ///   - threads: how many to use, one for each core that the process may use if nil. The pixels do not depend on it.
    ///   - body: takes the number of a pyramid, a tile of it and its picture. It is called from several threads.
    /// - Throws: `SlideError.damagedSlide` if any pixel cannot be read, and what `body` throws.
    public func forEachTile(
        of pyramids: [SlidePyramid], threads: Int? = nil,
        _ body: @escaping @Sendable (Int, SlidePyramid.Tile, Image) throws -> Void
    ) throws {
        let jobs = pyramids.enumerated().flatMap { number, pyramid in
            let level = min(Self.levelsAtOnce, pyramid.levels.count) - 1
            return pyramid.tiles(of: level).map { (reader: PyramidReader(self, pyramid, number, body), tile: $0) }
        }
        let roots = Mutex<[[SlidePyramid.Tile: Image]]>(pyramids.map { _ in [:] })
        let failure = Mutex<(any Error)?>(nil)
        let next = Atomic<Int>(0)
        let threads = max(1, threads ?? Cores.usable)
        Parallel.perform(min(threads, jobs.count)) { _ in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < jobs.count else { return }
                let (reader, tile) = jobs[index]
                do {
                    let image = try reader.read(tile)
                    // Coarser levels need it.
                    if tile.level + 1 < reader.pyramid.levels.count {
                        roots.withLock { $0[reader.number][tile] = image }
                    }
                } catch {
                    failure.withLock { $0 = $0 ?? error }
                    next.store(jobs.count, ordering: .relaxed)
                }
            }
        }
        if let failure = failure.withLock({ $0 }) { throw failure }
        for (number, pyramid) in pyramids.enumerated() where pyramid.levels.count > Self.levelsAtOnce {
            let top = pyramid.levels.count - 1
            let reader = PyramidReader(self, pyramid, number, body, known: roots.withLock { $0[number] })
            for tile in pyramid.tiles(of: top) { _ = try reader.read(tile) }
        }
    }

    /// How many levels one thread makes: 4 x 4 tiles of the finest become one.
    private static let levelsAtOnce = 3
}

/// Reads the tiles of a pyramid from the finest to the coarsest.
private struct PyramidReader: Sendable {
    let slide: WholeSlide
    let pyramid: SlidePyramid
    let number: Int
    let body: @Sendable (Int, SlidePyramid.Tile, Image) throws -> Void
    /// Tiles that `body` has had already.
    let known: [SlidePyramid.Tile: Image]

    init(
        _ slide: WholeSlide, _ pyramid: SlidePyramid, _ number: Int,
        _ body: @escaping @Sendable (Int, SlidePyramid.Tile, Image) throws -> Void,
        known: [SlidePyramid.Tile: Image] = [:]
    ) {
        (self.slide, self.pyramid, self.number, self.body, self.known) = (slide, pyramid, number, body, known)
    }

    /// Reads a tile, after all finer ones of its place.
    func read(_ tile: SlidePyramid.Tile) throws -> Image {
        if let image = known[tile] { return image }
        let size = pyramid.size(of: tile)
        let image: Image
        if tile.level == 0 {
            image = try slide.picture(of: pyramid.region(of: tile), size: size, threads: 1)
        } else {
            var halves = HalvedTiles(size: size)
            for part in pyramid.parts(of: tile) {
                halves.add(
                    try read(part), column: part.column - 2 * tile.column, row: part.row - 2 * tile.row)
            }
            image = Image(size: size, channels: .rgb, pixels: halves.pixels)
        }
        try body(number, tile, image)
        FileActivity.progress()
        return image
    }
}

/// A tile made of up to four finer ones: each pixel is the mean of up to four.
struct HalvedTiles {
    private let size: PixelSize
    /// [height, width, 3]
    private(set) var pixels: [UInt8]

    init(size: PixelSize) {
        self.size = size
        pixels = [UInt8](repeating: 255, count: 3 * size.width * size.height)
    }

    /// Adds a finer tile at its column and row, 0 or 1. An odd last column or row counts twice, so it keeps its colour.
    mutating func add(_ image: Image, column: Int, row: Int) {
        let (source, half, width) = (image.pixels.span, SlidePyramid.tileSide / 2, size.width)
        var target = pixels.mutableSpan
        for y in 0..<(image.height + 1) / 2 {
            let upper = 2 * y * 3 * image.width
            let lower = min(2 * y + 1, image.height - 1) * 3 * image.width
            var place = 3 * ((row * half + y) * width + column * half)
            for x in 0..<(image.width + 1) / 2 {
                let (left, right) = (6 * x, 3 * min(2 * x + 1, image.width - 1))
                for channel in 0..<3 {
                    let sum =
                        UInt16(source[upper + left + channel]) + UInt16(source[upper + right + channel])
                        + UInt16(source[lower + left + channel]) + UInt16(source[lower + right + channel])
                    target[place] = UInt8((sum + 2) >> 2)
                    place += 1
                }
            }
        }
    }
}
