internal import Dispatch
internal import Glibc
public import Images
internal import Synchronization

extension WholeSlide {
    /// Returns a region of the slide at another size, on white, each pixel the mean of the pixels it covers.
    ///
    /// Reads the coarsest level that has a pixel for each of the picture's, and shrinks it as `Image.resized` would, or
    /// repeats pixels of level 0 where the picture is finer than it. The level is read in blocks, so it takes little
    /// memory however large the slide is. What a slide leaves transparent is white. Where a level's downsample is not
    /// whole, OpenSlide takes up a block at the nearest level-0 pixel, so its pixels are mixed of neighbours by at most
    /// half of one level-0 pixel.
    ///
    /// - Parameters:
    ///   - region: a part of the slide; `region` of the slide itself is what there is to see.
    ///   - size: at most `Image.maximumPixelCount` pixels.
    ///   - threads: how many to use, one for each core if nil. The picture does not depend on it.
    /// - Throws: `SlideError.damagedSlide` if any pixel cannot be read.
    public func picture(
        of region: SlideRegion, size: PixelSize, threads: Int? = nil
    ) throws(SlideError) -> Image {
        try picture(of: region, size: size, threads: threads, blockSide: 2048)
    }

    /// - Parameter blockSide: the most pixels that are read at once, along each axis.
    func picture(
        of region: SlideRegion, size: PixelSize, threads: Int?, blockSide: Int
    ) throws(SlideError) -> Image {
        precondition(region.isInside(self.size), "the region \(region) is not inside the slide of \(self.size) px")
        guard let count = size.pixelCount, count <= Image.maximumPixelCount else {
            preconditionFailure("a picture cannot have \(size) pixels")
        }
        let source = LevelRegion(of: region, fineEnoughFor: size, in: levels)
        let columns = BoxFilter.windows(from: source.size.width, to: size.width)
        let rows = BoxFilter.windows(from: source.size.height, to: size.height)
        let blocks = Self.parts(of: rows, side: blockSide).flatMap { rows in
            Self.parts(of: columns, side: blockSide).map { columns in (columns: columns, rows: rows) }
        }
        let pixels = Mutex([UInt8](repeating: 255, count: 3 * count))
        let failure = Mutex<SlideError?>(nil)
        let next = Atomic<Int>(0)
        let threads = max(1, threads ?? sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        DispatchQueue.concurrentPerform(iterations: min(threads, blocks.count)) { _ in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < blocks.count else { return }
                let block = blocks[index]
                do throws(SlideError) {
                    let means = try means(
                        of: source, columns: columns[block.columns], rows: rows[block.rows], side: blockSide)
                    let width = 3 * block.columns.count
                    pixels.withLock {
                        for (line, row) in block.rows.enumerated() {
                            let start = 3 * (row * size.width + block.columns.lowerBound)
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

    /// Returns a block of the picture, reading no more than `side` x `side` pixels of the level at once.
    /// [rows, columns, 3]
    private func means(
        of source: LevelRegion, columns: ArraySlice<Range<Int>>, rows: ArraySlice<Range<Int>>, side: Int
    ) throws(SlideError) -> [UInt8] {
        guard let left = columns.first?.lowerBound, let right = columns.last?.upperBound,
            let top = rows.first?.lowerBound, let bottom = rows.last?.upperBound
        else { return [] }
        var sums = BoxSums(columns: columns, rows: rows)
        var pixels = [UInt32](repeating: 0, count: min(side, right - left) * min(side, bottom - top))
        for y in stride(from: top, to: bottom, by: side) {
            for x in stride(from: left, to: right, by: side) {
                let (endX, endY) = (min(right, x + side), min(bottom, y + side))
                let corner = source.levelZeroPixel(x: x, y: y)
                try file.read(
                    x: corner.x, y: corner.y, level: source.level, width: endX - x, height: endY - y, into: &pixels)
                sums.add(pixels, x: x..<endX, y: y..<endY)
            }
        }
        return sums.means
    }

    /// Cuts the windows of an axis into parts, each over about `side` source pixels, or of one window that is longer.
    private static func parts(of windows: [Range<Int>], side: Int) -> [Range<Int>] {
        let longest = windows.map(\.count).max() ?? 1
        let step = max(1, side / longest)
        return stride(from: 0, to: windows.count, by: step).map { $0..<min(windows.count, $0 + step) }
    }
}

/// A region of a slide in the pixels of one level.
struct LevelRegion {
    let level: Int
    /// The region in the level's pixels.
    let size: PixelSize
    private let region: SlideRegion
    private let downsample: Double

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
