/// The part of a canvas that an outline encloses: runs of columns in bands of equal rows, from top to bottom.
struct Region {
    struct Part {
        var rows: Range<Int>
        /// In ascending order, with columns between them.
        var runs: [Range<Int>]
    }

    private let width: Int
    private(set) var parts: [Part] = []

    /// Finds where a field reaches a level.
    init(of field: Field, level: Double, width: Int) {
        self.width = width
        field.forEachBand { (band) throws(Never) in
            parts.append(Part(rows: band.rows, runs: Region.runs(of: band, level: level)))
        }
    }

    private static func runs(of band: borrowing Band, level: Double) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var start: Int?
        for column in band.counts.indices {
            let isInside = band.counts[column] > 0 && band.values[column] >= level
            if isInside, start == nil { start = column }
            if !isInside, let first = start {
                runs.append(first..<column)
                start = nil
            }
        }
        if let first = start { runs.append(first..<band.counts.count) }
        return runs
    }

    /// Fills holes, and then leaves out islands, of fewer pixels than `area`. Islands that touch at a corner are one.
    mutating func smooth(area: Int) {
        for part in parts.indices { parts[part].runs = gaps(in: parts[part]) }
        let outside = RunGroups(parts, touchesAtCorners: false, borders: 0..<width)
        keep { outside.area(of: $0) >= area }
        for part in parts.indices { parts[part].runs = gaps(in: parts[part]) }
        let islands = RunGroups(parts, touchesAtCorners: true)
        keep { islands.area(of: $0) >= area }
    }

    /// Keeps some of the runs, which are counted from the first part's first.
    private mutating func keep(_ isKept: (Int) -> Bool) {
        var number = 0
        for part in parts.indices {
            parts[part].runs = parts[part].runs.filter { _ in
                number += 1
                return isKept(number - 1)
            }
        }
    }

    /// The columns between the runs.
    private func gaps(in part: Part) -> [Range<Int>] {
        let starts = [0] + part.runs.map(\.upperBound)
        let ends = part.runs.map(\.lowerBound) + [width]
        return zip(starts, ends).filter { $0 < $1 }.map { $0..<$1 }
    }
}

/// Which runs of a region's parts are connected.
private struct RunGroups {
    /// The number of another run of the same group; of its first run, its own. [runs]
    private var leaders: [Int] = []
    /// The pixels of each group, at its first run. [runs]
    private var areas: [Int] = []

    /// - Parameter borders: columns that count as endless, as do the first and the last row; nil if none do.
    init(_ parts: [Region.Part], touchesAtCorners: Bool, borders: Range<Int>? = nil) {
        var above: (runs: [Range<Int>], first: Int) = ([], 0)
        for (place, part) in parts.enumerated() {
            let first = leaders.count
            let isEdge = borders != nil && (place == 0 || place == parts.count - 1)
            for run in part.runs {
                let isEndless =
                    isEdge || run.lowerBound == borders?.lowerBound || run.upperBound == borders?.upperBound
                leaders.append(leaders.count)
                areas.append(run.count * part.rows.count + (isEndless ? 1 << 40 : 0))
            }
            let reach = touchesAtCorners ? 1 : 0
            var (upper, lower) = (0, 0)
            while upper < above.runs.count, lower < part.runs.count {
                let (over, under) = (above.runs[upper], part.runs[lower])
                if over.lowerBound < under.upperBound + reach, under.lowerBound < over.upperBound + reach {
                    join(above.first + upper, first + lower)
                }
                if over.upperBound < under.upperBound { upper += 1 } else { lower += 1 }
            }
            above = (part.runs, first)
        }
    }

    func area(of run: Int) -> Int {
        var run = run
        while leaders[run] != run { run = leaders[run] }
        return areas[run]
    }

    /// Finds the first run of a group, and halves the way to it.
    private mutating func leader(of run: Int) -> Int {
        var run = run
        while leaders[run] != run {
            leaders[run] = leaders[leaders[run]]
            run = leaders[run]
        }
        return run
    }

    private mutating func join(_ one: Int, _ other: Int) {
        let (one, other) = (leader(of: one), leader(of: other))
        guard one != other else { return }
        leaders[max(one, other)] = min(one, other)
        areas[min(one, other)] += areas[max(one, other)]
    }
}
