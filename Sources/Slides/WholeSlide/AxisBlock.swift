/// A part of one axis of a picture, and what of the level has to be read for it.
struct AxisBlock {
    /// The picture's pixels.
    let targets: Range<Int>
    /// The level's pixels, in pieces to be read one by one; the first may begin before they are needed.
    let pieces: [Range<Int>]

    /// Cuts an axis into blocks, so that neither a read nor what becomes of it is much longer than `side`.
    ///
    /// - Parameters:
    ///   - windows: the level's pixels behind each of the picture's, in order.
    ///   - downsample: level-0 pixels for one of the level's.
    static func blocks(of windows: [Range<Int>], downsample: Double, side: Int) -> [AxisBlock] {
        let starts = starts(below: windows.last?.upperBound ?? 0, downsample: downsample, side: side)
        var blocks: [AxisBlock] = []
        var first = 0
        for (index, start) in starts.enumerated() {
            let next = index + 1 < starts.count ? starts[index + 1] : Int.max
            while first < windows.count, windows[first].lowerBound < next {
                var end = first + 1
                // Where a picture is finer than its level, many of its pixels have the same window.
                while end < windows.count, windows[end].lowerBound < next, end - first < side { end += 1 }
                let source = start..<windows[end - 1].upperBound
                blocks.append(AxisBlock(targets: first..<end, pieces: pieces(of: source, at: starts, side: side)))
                first = end
            }
        }
        return blocks
    }

    /// A source that is little longer than a block in one piece, a longer one cut where reads had better begin.
    private static func pieces(of source: Range<Int>, at starts: [Int], side: Int) -> [Range<Int>] {
        guard source.count > 2 * side else { return [source] }
        let cuts = [source.lowerBound] + starts.filter { $0 > source.lowerBound && $0 < source.upperBound }
        return zip(cuts, cuts.dropFirst() + [source.upperBound]).map { $0..<$1 }
    }

    /// The pixels of a level at which reads begin: every `side` of them if the level is a whole number of times smaller.
    ///
    /// OpenSlide takes a corner in level-0 pixels. Where that is not the corner of a pixel of the level, it mixes
    /// neighbours, which takes three times as long. At a downsample of 4.0003 a whole pixel comes every 3333; so a block
    /// may be nearly twice as long as it should, to meet one.
    private static func starts(below end: Int, downsample: Double, side: Int) -> [Int] {
        // OpenSlide's drawing library rounds corners to 1/256 of a pixel.
        func isWhole(_ pixel: Int) -> Bool {
            let corner = Double(pixel) * downsample
            return abs(corner - corner.rounded()) < downsample / 600
        }
        // Room is left for the end of a window: beyond 4096 pixels OpenSlide begins anew, wherever that is.
        let longest = max(1, 2 * side - side / 8)
        var starts: [Int] = []
        var start = 0
        while start < end {
            starts.append(start)
            let near = (start + max(1, side / 2)...start + side).last(where: isWhole)
            start = near ?? (start + side...start + longest).last(where: isWhole) ?? start + longest
        }
        return starts
    }
}
