/// How much of each pixel of a page's part a shape covers.
///
/// Each line adds to the pixels that it crosses how much of the row to their right it covers, downwards as positive and upwards
/// as negative areas; a sum along the row then gives the coverage. The method is that of font-rs and stb_truetype.
struct Coverage {
    private let (x, y): (Int, Int)
    private let (width, height): (Int, Int)
    private var areas: [Float]  // [height, width + 2]
    private var stride: Int { width + 2 }

    /// Takes closed lines on a page of some size. Where lines in one direction overlap, the page is covered once.
    init(of lines: [[SIMD2<Double>]], onPageOf size: (width: Int, height: Int)) {
        let points = lines.joined()
        func limits(_ side: KeyPath<SIMD2<Double>, Double>, _ size: Int) -> Range<Int> {
            let low = points.map { $0[keyPath: side] }.min() ?? 0, high = points.map { $0[keyPath: side] }.max() ?? 0
            let first = Int(min(max(low, 0), Double(size)).rounded(.down))
            return first..<max(first, Int(min(max(high, 0), Double(size)).rounded(.up)))
        }
        let (columns, rows) = (limits(\.x, size.width), limits(\.y, size.height))
        (x, y, width, height) = (columns.lowerBound, rows.lowerBound, columns.count, rows.count)
        areas = [Float](repeating: 0, count: rows.count * (columns.count + 2))
        guard width > 0, height > 0 else { return }
        let corner = SIMD2(Double(x), Double(y))
        for line in lines {
            guard var last = line.last.map({ $0 - corner }) else { continue }
            for point in line {
                add(from: last, to: point - corner)
                last = point - corner
            }
        }
    }

    private mutating func add(from start: SIMD2<Double>, to end: SIMD2<Double>) {
        guard start.y != end.y else { return }
        let (sign, a, b) = start.y < end.y ? (1.0, start, end) : (-1.0, end, start)
        let slope = (b.x - a.x) / (b.y - a.y)
        let top = max(a.y, 0)
        guard b.y > 0, top < Double(height) else { return }
        var x = a.x + (top - a.y) * slope
        for row in Int(top)..<min(height, Int(b.y.rounded(.up))) {
            let part = min(Double(row + 1), b.y) - max(Double(row), top)
            let next = x + slope * part
            add(sign * part, from: clamped(min(x, next)), to: clamped(max(x, next)), row * stride)
            x = next
        }
    }

    private func clamped(_ x: Double) -> Double { min(max(x, 0), Double(width)) }

    /// Adds a line within a row, which goes from a left to a right end over a part of its height.
    private mutating func add(_ part: Double, from left: Double, to right: Double, _ row: Int) {
        let first = Int(left), last = Int(right.rounded(.up))
        if last <= first + 1 {
            let right = part * ((left + right) / 2 - Double(first))
            areas[row + first] += Float(part - right)
            areas[row + first + 1] += Float(right)
            return
        }
        // The share of the line that lies left of each pixel's right edge is integrated over the pixel.
        var before = 0.0
        for column in first..<last {
            let from = max(left, Double(column)), to = min(right, Double(column + 1))
            let share = (to - from) / (right - left)
            let inside = part * share * (Double(column + 1) - (from + to) / 2)
            areas[row + column] += Float(before + inside)
            before = part * share - inside
        }
        areas[row + last] += Float(before)
    }

    /// Calls `body` with the row, the column and the coverage of each pixel that is covered at all.
    func forEach(_ body: (_ x: Int, _ y: Int, _ coverage: Float) -> Void) {
        for row in 0..<height {
            var sum: Float = 0
            for column in 0..<width {
                sum += areas[row * stride + column]
                let coverage = min(abs(sum), 1)
                if coverage > 1 / 512 { body(x + column, y + row, coverage) }
            }
        }
    }
}
