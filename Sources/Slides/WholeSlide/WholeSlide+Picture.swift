public import Images
internal import Machine
internal import Synchronization

extension WholeSlide {
    /// Returns a region of the slide at another size, on white, each pixel the mean of the pixels it covers.
    ///
    /// Reads the coarsest level that has a pixel for each of the picture's, and shrinks it as `Image.resized` would, or
    /// repeats pixels of level 0 where the picture is finer than it. The level is read in blocks, so it takes little
    /// memory however large the slide is. Transparent parts are white. Where a level's downsample is not
    /// whole, some blocks may begin at the nearest level-0 pixel, so that OpenSlide mixes the level's pixels with their
    /// neighbours by at most half of a level-0 pixel.
    ///
    /// - Parameters:
    ///   - region: a part of the slide; the slide's own `region` is its scanned part.
    ///   - size: at most `Image.maximumPixelCount` pixels.
    ///   - threads: how many to use, one for each core that the process may use if nil. The picture does not depend on it.
    /// - Throws: `SlideError.damagedSlide` if any pixel cannot be read.
    public func picture(
        of region: SlideRegion, size: PixelSize, threads: Int? = nil
    ) throws(SlideError) -> Image {
        try picture(of: region, size: size, threads: threads, blockSide: 2048)
    }

    /// The most pixels that are read for a picture, 262,144 x 262,144: half an hour's work, and more than any slide has
    /// without coarser levels.
    private static let maximumSourcePixelCount = 1 << 36

    /// - Parameter blockSide: about the most pixels that are read at once, along each axis.
    func picture(
        of region: SlideRegion, size: PixelSize, threads: Int?, blockSide: Int
    ) throws(SlideError) -> Image {
        precondition(region.isInside(self.size), "the region \(region) is not inside the slide of \(self.size) px")
        guard let count = size.pixelCount, count <= Image.maximumPixelCount else {
            preconditionFailure("a picture cannot have \(size) pixels")
        }
        let source = LevelRegion(of: region, fineEnoughFor: size, in: levels)
        guard source.size.pixelCount ?? .max <= Self.maximumSourcePixelCount else {
            throw .unusableSlide(
                path: path, found: "no coarser level for a picture of \(size) than one of \(source.size) px",
                expected: "at most \(Self.maximumSourcePixelCount) px to be read")
        }
        let columns = BoxFilter.windows(from: source.size.width, to: size.width)
        let rows = BoxFilter.windows(from: source.size.height, to: size.height)
        let across = AxisBlock.blocks(of: columns, downsample: source.downsample, side: blockSide)
        let blocks = AxisBlock.blocks(of: rows, downsample: source.downsample, side: blockSide).flatMap { down in
            across.map { across in (across: across, down: down) }
        }
        let pixels = Mutex([UInt8](repeating: 255, count: 3 * count))
        let failure = Mutex<SlideError?>(nil)
        let next = Atomic<Int>(0)
        let threads = max(1, threads ?? Cores.usable)
        Parallel.perform(min(threads, blocks.count)) { _ in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < blocks.count else { return }
                let (across, down) = blocks[index]
                do throws(SlideError) {
                    var sums = BoxSums(columns: columns[across.targets], rows: rows[down.targets])
                    try read(source, columns: across.pieces, rows: down.pieces, to: &sums)
                    let means = sums.means
                    let width = 3 * across.targets.count
                    pixels.withLock {
                        for (line, row) in down.targets.enumerated() {
                            let start = 3 * (row * size.width + across.targets.lowerBound)
                            $0.replaceSubrange(start..<start + width, with: means[line * width..<(line + 1) * width])
                        }
                    }
                } catch {
                    failure.withLock { $0 = $0 ?? error }
                    next.store(blocks.count, ordering: .relaxed)
                }
            }
        }
        if let failure = failure.withLock({ $0 }) { throw failure }
        return Image(size: size, channels: .rgb, pixels: pixels.withLock { $0 })
    }

    /// Reads the level's pixels behind a block of the picture, and sums them.
    private func read(
        _ source: LevelRegion, columns: [Range<Int>], rows: [Range<Int>], to sums: inout BoxSums
    ) throws(SlideError) {
        let area = (columns.map(\.count).max() ?? 0) * (rows.map(\.count).max() ?? 0)
        var pixels = [UInt32](repeating: 0, count: area)
        for y in rows {
            for x in columns {
                let corner = source.levelZeroPixel(x: x.lowerBound, y: y.lowerBound)
                try file.read(
                    x: corner.x, y: corner.y, level: source.level, width: x.count, height: y.count, into: &pixels)
                sums.add(pixels, x: x, y: y)
            }
        }
    }
}

/// A region of a slide in the pixels of one level.
struct LevelRegion {
    let level: Int
    /// The region in the level's pixels.
    let size: PixelSize
    /// Level-0 pixels for one of the level's.
    let downsample: Double
    private let region: SlideRegion

    /// Chooses the coarsest level in which the region has at least `target` pixels along both axes, or else level 0.
    init(of region: SlideRegion, fineEnoughFor target: PixelSize, in levels: [WholeSlide.Level]) {
        let whole = levels[0].size
        let sizes = levels.map { level in
            PixelSize(
                width: Self.scaled(region.width, by: level.size.width, of: whole.width),
                height: Self.scaled(region.height, by: level.size.height, of: whole.height))
        }
        level = sizes.lastIndex { $0.width >= target.width && $0.height >= target.height } ?? 0
        size = sizes[level]
        downsample = levels[level].downsample
        self.region = region
    }

    private static func scaled(_ side: Int, by levelSide: Int, of wholeSide: Int) -> Int {
        max(1, Int((Double(side) * Double(levelSide) / Double(wholeSide)).rounded()))
    }

    /// The level-0 pixel that is nearest to a pixel of the region, given in the level's pixels.
    func levelZeroPixel(x: Int, y: Int) -> (x: Int, y: Int) {
        (region.x + Int((Double(x) * downsample).rounded()), region.y + Int((Double(y) * downsample).rounded()))
    }
}
