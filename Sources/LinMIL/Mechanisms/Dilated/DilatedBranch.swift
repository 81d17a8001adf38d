/// One branch of dilated attention: segments of the sequence, and which of their positions a head sees.
struct DilatedBranch: Sendable {
    let segmentLength: Int
    /// A head sees every `dilation`-th position.
    let dilation: Int

    /// The package's branches, `Dilated_Args`.
    static let all = [
        DilatedBranch(segmentLength: 128, dilation: 2),
        DilatedBranch(segmentLength: 64, dilation: 4),
        DilatedBranch(segmentLength: 32, dilation: 8),
    ]

    /// The length of the longest segment.
    static let longest = all.map(\.segmentLength).max() ?? 0
    /// How many positions a head sees in one segment at most.
    static let mostSeen = all.map { ($0.segmentLength - 1) / $0.dilation + 1 }.max() ?? 0

    /// Returns the segments in which some positions of a sequence lie. A sequence shorter than a segment is one segment;
    /// else the last segment may reach past the sequence's end.
    func segments(around positions: Range<Int>, of tokens: Int) -> [Range<Int>] {
        let length = min(segmentLength, tokens)
        let first = positions.lowerBound / length * length
        return stride(from: first, to: positions.upperBound, by: length).map { $0..<$0 + length }
    }

    /// Returns the positions that a head sees in a segment: those congruent to the number of the head's group. There are as
    /// many groups as the dilation says. If the dilation does not divide a segment, positions may reach past its end.
    func positions(seenBy head: Int, of heads: Int, in segment: Range<Int>) -> [Int] {
        let group = head / ((heads - 1) / dilation + 1)
        let seen = (segment.count - 1) / dilation + 1
        return (0..<seen).map { segment.lowerBound + group + $0 * dilation }
    }

    /// Returns the positions that a head of the token at position 0 sees, branch after branch. Some come several times, and
    /// some may lie past the sequence's end.
    static func seenByClassToken(head: Int, of heads: Int, tokens: Int) -> [Int] {
        all.flatMap { branch in
            branch.segments(around: 0..<1, of: tokens)
                .map { branch.positions(seenBy: head, of: heads, in: $0) }
                .filter { $0.first == 0 }
                .joined()
        }
    }
}
