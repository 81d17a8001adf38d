/// One branch of dilated attention: segments of the sequence, and which of their positions a head sees.
struct DilatedBranch: Sendable {
    let segmentLength: Int
    /// Every how manieth position a head sees.
    let dilation: Int

    /// The package's branches, `Dilated_Args`.
    static let all = [
        DilatedBranch(segmentLength: 128, dilation: 2),
        DilatedBranch(segmentLength: 64, dilation: 4),
        DilatedBranch(segmentLength: 32, dilation: 8),
    ]

    /// Returns the segments in which some positions of a sequence lie. A sequence shorter than a segment is one segment;
    /// else the last segment may reach past the sequence's end.
    func segments(around positions: Range<Int>, of tokens: Int) -> [Range<Int>] {
        let length = min(segmentLength, tokens)
        let first = positions.lowerBound / length * length
        return stride(from: first, to: positions.upperBound, by: length).map { $0..<$0 + length }
    }

    /// Returns the positions that a head sees in a segment: those congruent to the number of the head's group, of which
    /// there are as many as the dilation. Where the dilation does not divide a segment, they may reach past its end.
    func positions(seenBy head: Int, of heads: Int, in segment: Range<Int>) -> [Int] {
        let group = head / ((heads - 1) / dilation + 1)
        let seen = (segment.count - 1) / dilation + 1
        return (0..<seen).map { segment.lowerBound + group + $0 * dilation }
    }

    /// Returns the positions that a head of the token at position 0 sees, those of all branches that cover it one after
    /// the other: some come several times, and some may lie past the sequence's end.
    static func seenByClassToken(head: Int, of heads: Int, tokens: Int) -> [Int] {
        all.flatMap { branch in
            branch.segments(around: 0..<1, of: tokens)
                .map { branch.positions(seenBy: head, of: heads, in: $0) }
                .filter { $0.first == 0 }
                .joined()
        }
    }
}

extension Configuration {
    /// Returns how many of a slide's tiles the class token attends to in one block: all of them, but with dilated
    /// attention only every other one of the first 127, whatever the slide shows there. The others' `cls` score is 0.
    public func tilesSeenByClassToken(of tileCount: Int) -> Int {
        guard attention == .dilated else { return tileCount }
        let tokens = tileCount + 1
        let seen = (0..<heads).flatMap { DilatedBranch.seenByClassToken(head: $0, of: heads, tokens: tokens) }
        return Set(seen.filter { (1..<tokens).contains($0) }).count
    }
}
