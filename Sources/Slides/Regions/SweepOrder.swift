/// The edges that a sweep line meets, from the lowest to the highest, in blocks of bounded size: a place is found by two
/// binary searches, and an insertion moves one block.
struct SweepOrder {
    /// A place between two edges, or before the edge that is there.
    struct Place: Equatable {
        fileprivate var block: Int
        fileprivate var index: Int
    }

    private var blocks: [[Int32]] = []
    private static let largestBlock = 512

    /// Returns the place before the first edge that is not below.
    ///
    /// - Parameter isBelow: true for some of the lowest edges, false for all above them.
    func place(where isBelow: (Int32) -> Bool) -> Place {
        let block = Self.first(blocks.count) { !isBelow(blocks[$0][blocks[$0].count - 1]) }
        guard block < blocks.count else { return Place(block: block, index: 0) }
        return Place(block: block, index: Self.first(blocks[block].count) { !isBelow(blocks[block][$0]) })
    }

    /// The edge at a place; nil above the highest.
    subscript(place: Place) -> Int32? { place.block < blocks.count ? blocks[place.block][place.index] : nil }

    /// The edge below a place; nil at the lowest.
    func below(_ place: Place) -> Int32? {
        if place.index > 0 { return blocks[place.block][place.index - 1] }
        return place.block > 0 ? blocks[place.block - 1].last : nil
    }

    /// The edge above the one at a place; nil at the highest.
    func above(_ place: Place) -> Int32? {
        if place.index + 1 < blocks[place.block].count { return blocks[place.block][place.index + 1] }
        return place.block + 1 < blocks.count ? blocks[place.block + 1][0] : nil
    }

    /// How many edges are below a place.
    func count(below place: Place) -> Int {
        blocks[..<place.block].reduce(place.index) { $0 + $1.count }
    }

    /// Inserts an edge at a place, which may move to another block.
    mutating func insert(_ edge: Int32, at place: Place) {
        var place = place
        if place.block == blocks.count {
            guard let last = blocks.indices.last else {
                blocks.append([edge])
                return
            }
            place = Place(block: last, index: blocks[last].count)
        }
        blocks[place.block].insert(edge, at: place.index)
        let count = blocks[place.block].count
        guard count > Self.largestBlock else { return }
        let upper = Array(blocks[place.block][(count / 2)...])
        blocks[place.block].removeLast(upper.count)
        blocks.insert(upper, at: place.block + 1)
    }

    /// Removes the edge at a place, and returns the edges that were below and above it.
    mutating func remove(at place: Place) -> (below: Int32?, above: Int32?) {
        let neighbours = (below(place), above(place))
        blocks[place.block].remove(at: place.index)
        if blocks[place.block].isEmpty { blocks.remove(at: place.block) }
        return neighbours
    }

    /// Returns the first number below `count` for which a condition holds, if it holds for all after it; else `count`.
    private static func first(_ count: Int, where holds: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
