/// Reads JSON (RFC 8259) from its beginning to its end, one token after the other. Nothing is kept but the place, so that a
/// file of any size and depth takes no memory.
struct JSONScanner {
    /// What is wrong with the text, in words for "found ..., expected ...".
    struct Fault: Error, Equatable {
        let found: String
        let expected: String
    }

    private let bytes: [UInt8]
    private var position: Int

    /// Deeper arrays and objects are refused. No program nests annotations as deep.
    static let deepestLevel = 256

    /// - Parameter bytes: UTF-8, with or without a byte order mark.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The next byte that is no white space; nil at the end.
    mutating func next() -> UInt8? {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return bytes[position]
            }
        }
        return nil
    }

    /// Takes a character if it comes next.
    mutating func take(_ character: UInt8) -> Bool {
        guard next() == character else { return false }
        position += 1
        return true
    }

    /// Takes a character that must come next.
    mutating func require(_ character: UInt8, _ expected: String? = nil) throws(Fault) {
        guard take(character) else { throw fault(expected ?? "'\(Character(UnicodeScalar(character)))'") }
    }

    /// Takes `null` if it comes next.
    mutating func takeNull() throws(Fault) -> Bool {
        guard next() == UInt8(ascii: "n") else { return false }
        try skipWord("null")
        return true
    }

    /// Checks that nothing follows.
    mutating func requireEnd() throws(Fault) {
        if next() != nil { throw fault("the end of the file") }
    }

    /// Returns what was found at this place.
    mutating func fault(_ expected: String) -> Fault {
        guard let byte = next() else { return Fault(found: "the end of the file", expected: expected) }
        for word in ["NaN", "Infinity", "-Infinity", "inf", "-inf", "nan"]
        where bytes[position...].starts(with: word.utf8) {
            return Fault(found: "\(word) at byte \(position)", expected: expected)
        }
        let isPlain = (0x21...0x7E).contains(byte)
        let shown = isPlain ? "'\(Character(UnicodeScalar(byte)))'" : "a byte of \(byte)"
        return Fault(found: "\(shown) at byte \(position)", expected: expected)
    }

    /// Takes a text, without its escapes undone.
    mutating func string(_ expected: String = "a text in quotation marks") throws(Fault) -> ArraySlice<UInt8> {
        try require(UInt8(ascii: "\""), expected)
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return bytes[start..<position - 1]
            case UInt8(ascii: "\\"): position += 2
            case ..<0x20: throw fault("an escaped control character")
            default: position += 1
            }
        }
        throw Fault(found: "the end of the file", expected: "the end of a text")
    }

    /// Takes a number.
    mutating func number() throws(Fault) -> Double {
        _ = next()
        let start = position
        let isNegative = takeNow(UInt8(ascii: "-"))
        var (digits, scale, count) = (UInt64(0), 0, 0)
        let isZero = position < bytes.count && bytes[position] == UInt8(ascii: "0")
        count = skipDigits(into: &digits)
        guard count > 0, !isZero || count == 1 else {
            position = start
            throw fault("a number")
        }
        if takeNow(UInt8(ascii: ".")) {
            scale = skipDigits(into: &digits)
            guard scale > 0 else { throw fault("a digit") }
            count += scale
        }
        var isPlain = count <= 15
        if takeNow(UInt8(ascii: "e")) || takeNow(UInt8(ascii: "E")) {
            isPlain = false
            _ = takeNow(UInt8(ascii: "+")) || takeNow(UInt8(ascii: "-"))
            var exponent = UInt64(0)
            guard skipDigits(into: &exponent) > 0 else { throw fault("a digit") }
        }
        if isPlain {
            // Both are exact, so the quotient is rounded once.
            let value = Double(digits) / Self.powersOfTen[scale]
            return isNegative ? -value : value
        }
        let text = String(decoding: bytes[start..<min(position, start + 400)], as: UTF8.self)
        guard position - start <= 400, let value = Double(text), value.isFinite else {
            throw Fault(
                found: "the number \(printable(String(text.prefix(40)))) at byte \(start)",
                expected: "a number that a double can hold")
        }
        return value
    }

    private static let powersOfTen = (0...15).map { power in (0..<power).reduce(1.0) { value, _ in value * 10 } }

    private mutating func takeNow(_ character: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == character else { return false }
        position += 1
        return true
    }

    private mutating func skipDigits(into value: inout UInt64) -> Int {
        let start = position
        while position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"), digit < 10 {
            value = value &* 10 &+ UInt64(digit)
            position += 1
        }
        return position - start
    }
}

extension JSONScanner {
    /// Takes a value of any kind, and all in it.
    ///
    /// - Parameter depth: how many arrays and objects are open around it.
    mutating func skipValue(depth: Int) throws(Fault) {
        /// Of every open array or object, whether it is an object.
        var open: [Bool] = []
        repeat {
            var isClosed = true
            switch next() {
            case UInt8(ascii: "{")?:
                position += 1
                try requireLevel(depth + open.count)
                if !take(UInt8(ascii: "}")) {
                    open.append(true)
                    try skipKey()
                    isClosed = false
                }
            case UInt8(ascii: "[")?:
                position += 1
                try requireLevel(depth + open.count)
                if !take(UInt8(ascii: "]")) {
                    open.append(false)
                    isClosed = false
                }
            case UInt8(ascii: "\"")?: _ = try string()
            case UInt8(ascii: "t")?: try skipWord("true")
            case UInt8(ascii: "f")?: try skipWord("false")
            case UInt8(ascii: "n")?: try skipWord("null")
            default: _ = try number()
            }
            while isClosed, let isObject = open.last {
                if take(UInt8(ascii: ",")) {
                    if isObject { try skipKey() }
                    isClosed = false
                } else {
                    try require(
                        isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"), isObject ? "',' or '}'" : "',' or ']'")
                    open.removeLast()
                }
            }
        } while !open.isEmpty
    }

    /// Refuses what is nested too deep.
    func requireLevel(_ depth: Int) throws(Fault) {
        guard depth < Self.deepestLevel else {
            throw Fault(
                found: "more than \(Self.deepestLevel) arrays and objects in each other at byte \(position)",
                expected: "the geometry of annotations")
        }
    }

    private mutating func skipKey() throws(Fault) {
        _ = try string("a key in quotation marks")
        try require(UInt8(ascii: ":"))
    }

    private mutating func skipWord(_ word: String) throws(Fault) {
        guard bytes[position...].starts(with: word.utf8) else { throw fault("a value") }
        position += word.utf8.count
    }
}
