package import Files
internal import FoundationEssentials

/// The record inside a PDF figure: the key `Keywords` of its information dictionary, which viewers show as a property.
package enum PDFRecord {
    /// The most bytes of a PDF that are looked through.
    private static let longest = 1 << 28

    /// Reads the record of a file. Returns nil if it has none that this version understands.
    package static func read(from path: String) throws(FileError) -> RenderRecord? {
        let texts = texts(in: try InputFile.bytes(of: path, limit: longest))
        return texts.lazy.compactMap { RenderRecord(json: Data($0.utf8)) }.first
    }

    /// The texts of all keys `Keywords` in a file's bytes.
    static func texts(in bytes: [UInt8]) -> [String] {
        bytes.ranges(of: Array("/Keywords ".utf8)).compactMap { text(at: bytes[$0.upperBound...]) }
    }

    /// Reads the string that begins here: `(text)`, or `<FEFF0074...>` in UTF-16.
    private static func text(at bytes: ArraySlice<UInt8>) -> String? {
        switch bytes.first {
        case UInt8(ascii: "("): literal(bytes.dropFirst())
        case UInt8(ascii: "<"): hexadecimal(bytes.dropFirst())
        default: nil
        }
    }

    private static func literal(_ bytes: ArraySlice<UInt8>) -> String? {
        var (text, isEscaped) = ([UInt8](), false)
        for byte in bytes {
            if !isEscaped, byte == UInt8(ascii: ")") { return String(validating: text, as: UTF8.self) }
            isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
            if !isEscaped { text.append(byte) }
        }
        return nil
    }

    private static func hexadecimal(_ bytes: ArraySlice<UInt8>) -> String? {
        guard let end = bytes.firstIndex(of: UInt8(ascii: ">")) else { return nil }
        let digits = bytes[..<end].map { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count.isMultiple(of: 4), !digits.contains(nil) else { return nil }
        let numbers = digits.compactMap(\.self)
        let units = stride(from: 0, to: numbers.count, by: 4).map { place in
            numbers[place..<place + 4].reduce(UInt16(0)) { $0 << 4 | UInt16($1) }
        }
        guard units.first == 0xFEFF else { return nil }
        return String(validating: units.dropFirst(), as: UTF16.self)
    }
}
