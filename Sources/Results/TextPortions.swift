/// Builds text and passes it on in portions, so that a slide of any size needs little memory.
package struct TextPortions {
    private static let size = 1 << 18
    /// Text that was not passed on yet.
    package private(set) var bytes: [UInt8] = []

    package init(capacity: Int = size + 4096) { bytes.reserveCapacity(capacity) }

    package mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Appends a number as `JSONEncoder` writes it: in the shortest form that reads back the same.
    package mutating func append<Number: BinaryFloatingPoint & CustomStringConvertible>(_ number: Number) {
        precondition(number.isFinite, "JSON cannot hold \(number)")
        // Larger numbers have an exponent.
        if number.magnitude < 1 / .ulpOfOne, number != 0 || number.sign == .plus, let whole = Int(exactly: number) {
            append(whole)
        } else {
            let text = number.description
            append(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
        }
    }

    package mutating func append(_ number: Int) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = number.magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    /// Passes the text on if it is long enough.
    package mutating func handOnIfLong(to body: (Span<UInt8>) throws -> Void) rethrows {
        if bytes.count >= Self.size { try handOn(to: body) }
    }

    /// Passes the text on.
    package mutating func handOn(to body: (Span<UInt8>) throws -> Void) rethrows {
        try body(bytes.span)
        bytes.removeAll(keepingCapacity: true)
    }
}
