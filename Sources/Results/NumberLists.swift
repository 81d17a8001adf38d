/// The long lists of a score file, parsed apart from the rest of its JSON. `JSONDecoder` is many times slower on them.
///
/// This only works for the exact layout that linmil writes: no spaces, no text before `coords`, only numbers in the lists.
/// Any other JSON is left to `JSONDecoder`.
struct NumberLists {
    let coords: [SIMD2<Double>]
    let scores: ByScore<[Float]>
    /// The JSON with all lists emptied.
    let rest: [UInt8]

    init?(cutOutOf bytes: [UInt8]) {
        var reader = NumberReader(bytes)
        // What a score adds up of comes before `coords`, in which there is no text but keys.
        guard reader.skip("{"), reader.skip(through: "\"coords\":[") else { return nil }
        let firstStart = reader.position
        guard let coords = reader.list({ $0.corner() }) else { return nil }
        let firstEnd = reader.position
        // In JSON, a quote inside a string follows a backslash, never a comma, so this quote starts a key. An evaluation has
        // such a key too, with no lists behind it.
        while reader.skip(through: ",\"scores\":") {
            let secondStart = reader.position + 1
            guard let scores = reader.scores() else { continue }
            (self.coords, self.scores) = (coords, scores)
            rest = Array(bytes[..<firstStart] + bytes[firstEnd..<secondStart] + bytes[reader.position...])
            return
        }
        return nil
    }
}

/// Reads numbers from JSON without spaces, strictly by the grammar.
struct NumberReader {
    private let bytes: [UInt8]
    private(set) var position = 0
    /// The shortest form of a number is never longer than this.
    private static let longestNumber = 40

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Skips a text if it comes next.
    mutating func skip(_ text: StaticString) -> Bool {
        guard isNext(text) else { return false }
        position += text.utf8CodeUnitCount
        return true
    }

    /// Skips everything up to a text, and the text.
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

    /// Reads the elements up to the closing bracket, but not the bracket. Returns nil if it finds anything else.
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

    /// Reads the lists of an object up to its closing brace, but not the brace. Returns nil if it finds anything else, or a
    /// key twice, or one with a character that is written in another way.
    mutating func object<Element>(_ element: (inout NumberReader) -> Element?) -> [String: [Element]]? {
        var lists: [String: [Element]] = [:]
        if isNext("}") { return lists }
        while true {
            guard let key = key(), skip(":["), let list = list(element), skip("]"),
                lists.updateValue(list, forKey: key) == nil
            else { return nil }
            if isNext("}") { return lists }
            guard skip(",") else { return nil }
        }
    }

    /// Reads a key of letters, digits and spaces.
    private mutating func key() -> String? {
        guard skip("\"") else { return nil }
        let start = position
        while position < bytes.count, Self.isPlain(bytes[position]) { position += 1 }
        let key = String(decoding: bytes[start..<position], as: UTF8.self)
        return skip("\"") ? key : nil
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        let character = Character(UnicodeScalar(byte))
        return character.isASCII && (character.isLetter || character.isNumber || character == " ")
    }

    /// Reads a list, or an object of lists, without its last bracket or brace.
    mutating func scores() -> ByScore<[Float]>? {
        if skip("{") { return object { $0.float() }.map(ByScore.several) }
        return skip("[") ? list { $0.float() }.map(ByScore.one) : nil
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

    /// Reads `-? (0 | [1-9] [0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`. `whole` is set if a Double can hold the number
    /// exactly and it is not -0.
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
