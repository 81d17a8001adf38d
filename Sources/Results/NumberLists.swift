/// The two long lists of a report, cut out of its JSON, because `JSONDecoder` takes many times as long for them.
///
/// Only the very shape that linmil writes is cut: `coords` first, no spaces, nothing but numbers. Of any other JSON nothing
/// is, and `JSONDecoder` has all of it to judge.
struct NumberLists {
    let coords: [SIMD2<Double>]
    let scores: [Float]
    /// The JSON with both lists empty.
    let rest: [UInt8]

    init?(cutOutOf bytes: [UInt8]) {
        var reader = NumberReader(bytes)
        guard reader.skip("{\"coords\":[") else { return nil }
        let firstStart = reader.position
        guard let coords = reader.list({ $0.corner() }) else { return nil }
        let firstEnd = reader.position
        // A quote within a text follows a backslash and not a comma, so this one begins a key.
        guard reader.skip(through: ",\"scores\":[") else { return nil }
        let secondStart = reader.position
        guard let scores = reader.list({ $0.float() }) else { return nil }
        (self.coords, self.scores) = (coords, scores)
        self.rest = Array(bytes[..<firstStart] + bytes[firstEnd..<secondStart] + bytes[reader.position...])
    }
}

/// Takes numbers off the front of JSON without spaces, strictly by its grammar.
struct NumberReader {
    private let bytes: [UInt8]
    private(set) var position = 0
    /// No number in its shortest form is longer.
    private static let longestNumber = 40

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Steps over a text, if it comes next.
    mutating func skip(_ text: StaticString) -> Bool {
        guard isNext(text) else { return false }
        position += text.utf8CodeUnitCount
        return true
    }

    /// Steps over all that comes before a text, and over the text.
    mutating func skip(through text: StaticString) -> Bool {
        while position < bytes.count, !isNext(text) { position += 1 }
        return skip(text)
    }

    private func isNext(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { text in
            guard text.count <= bytes.count - position else { return false }
            for index in text.indices where unsafe text[index] != bytes[position + index] { return false }
            return true
        }
    }

    /// The elements up to the bracket that ends the list, which is not stepped over; nil if anything else comes.
    mutating func list<Element>(_ element: (inout NumberReader) -> Element?) -> [Element]? {
        var elements: [Element] = []
        if isNext("]") { return elements }
        while let next = element(&self) {
            elements.append(next)
            if isNext("]") { return elements }
            guard skip(",") else { return nil }
        }
        return nil
    }

    /// `[x,y]`.
    mutating func corner() -> SIMD2<Double>? {
        guard skip("["), let x = double(), skip(","), let y = double(), skip("]") else { return nil }
        return SIMD2(x, y)
    }

    mutating func double() -> Double? {
        number().flatMap { $0.whole.map(Double.init) ?? Double($0.text) }.flatMap { $0.isFinite ? $0 : nil }
    }

    mutating func float() -> Float? { number().flatMap { Float($0.text) }.flatMap { $0.isFinite ? $0 : nil } }

    /// `-? (0 | [1-9] [0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`; `whole` where a Double has it exactly and it is not -0.
    private mutating func number() -> (text: String, whole: Int?)? {
        let start = position
        let isNegative = skip("-")
        let isZero = isNext("0")
        var whole = 0
        let count = digits { whole = whole &* 10 &+ $0 }
        guard count > 0, !isZero || count == 1 else { return nil }
        var isWhole = count <= 15 && !(isNegative && isZero)
        if skip(".") {
            isWhole = false
            guard digits({ _ in }) > 0 else { return nil }
        }
        if skip("e") || skip("E") {
            isWhole = false
            _ = skip("+") || skip("-")
            guard digits({ _ in }) > 0 else { return nil }
        }
        guard position - start <= Self.longestNumber else { return nil }
        return (String(decoding: bytes[start..<position], as: UTF8.self), isWhole ? (isNegative ? -whole : whole) : nil)
    }

    private mutating func digits(_ body: (Int) -> Void) -> Int {
        let start = position
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            body(Int(bytes[position] - UInt8(ascii: "0")))
            position += 1
        }
        return position - start
    }
}
