internal import Files

/// The program's bytes.
extension PickleMachine {
    mutating func take(_ count: Int) throws(CheckpointError) -> Range<Int> {
        guard let range = file.range(at: position, count: count, in: code) else { throw malformed() }
        position = range.upperBound
        return range
    }

    mutating func byte() throws(CheckpointError) -> UInt8 { bytes[try take(1).lowerBound] }

    /// Reads an unsigned number of up to 8 bytes.
    mutating func count(_ width: Int) throws(CheckpointError) -> Int {
        let value = bytes[try take(width)].reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        guard let count = Int(exactly: value) else { throw malformed() }
        return count
    }

    /// Reads a two's complement number of any width; one beyond 64 bits is no size and plays no part.
    mutating func long(_ width: Int) throws(CheckpointError) -> PickleValue {
        let digits = bytes[try take(width)]
        guard digits.count <= 8 else { return .other }
        let isNegative = digits.last.map { $0 >= 0x80 } ?? false
        return .integer(Int(digits.reversed().reduce(isNegative ? -1 : 0 as Int64) { $0 << 8 | Int64($1) }))
    }

    /// Reads to the end of a line, which is not part of the result.
    mutating func line() throws(CheckpointError) -> Range<Int> {
        let rest = bytes[position..<code.upperBound]
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { throw malformed() }
        position = end + 1
        return rest.startIndex..<end
    }

    /// Reads a line between quotation marks.
    mutating func quotedLine() throws(CheckpointError) -> Range<Int> {
        let line = try line()
        guard line.count >= 2 else { throw malformed() }
        return line.lowerBound + 1..<line.upperBound - 1
    }

    /// Reads a number of decimal digits, with an L at its end where it is a long one; true is 01.
    mutating func integerLine() throws(CheckpointError) -> PickleValue {
        let line = try line()
        guard line.count <= 32 else { return .other }
        let digits = file.text(line)
        return Int(digits.hasSuffix("L") ? String(digits.dropLast()) : digits).map { .integer($0) } ?? .other
    }

    /// Reads an index of the memo in decimal digits.
    mutating func decimalLine() throws(CheckpointError) -> Int {
        guard case .integer(let index) = try integerLine() else { throw malformed() }
        return index
    }

    func malformed() -> CheckpointError {
        file.damaged(
            "its pickle makes no sense at byte \(position - code.lowerBound)", expected: "a state dict's pickle")
    }
}
