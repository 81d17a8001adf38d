internal import CPNG

/// A text in a PNG file, under a keyword such as `Title`, `Software` or `Comment`.
package struct PictureText: Sendable, Equatable {
    /// What the text is about: 1 to 79 printable Latin-1 characters, without spaces at its ends or two in a row.
    package let keyword: String
    /// Any text, lines ended by a line feed.
    package let text: String

    /// The most bytes a text may take: libpng, which most programs read with, refuses chunks above 8,000,000.
    package static let maximumByteCount = 7_900_000

    /// Makes a text to be stored. U+0000, which PNG forbids, becomes U+FFFD.
    package init(_ keyword: String, _ text: String) {
        precondition(PictureText.isKeyword(keyword), "'\(keyword)' cannot be a keyword in a PNG file")
        self.keyword = keyword
        let scalars = text.unicodeScalars.lazy.map { $0 == "\0" ? "\u{FFFD}" : $0 }
        self.text = text.utf8.contains(0) ? String(String.UnicodeScalarView(scalars)) : text
    }

    /// Whether PNG allows a keyword.
    package static func isKeyword(_ keyword: String) -> Bool {
        let scalars = keyword.unicodeScalars
        return 1...79 ~= scalars.count && scalars.allSatisfy(isPrintableLatin) && !keyword.hasPrefix(" ")
            && !keyword.hasSuffix(" ") && !keyword.contains("  ")
    }

    /// U+00A0 does not count as printable: the specification excludes it from keywords, and a text with it can be stored
    /// as UTF-8.
    private static func isPrintableLatin(_ scalar: Unicode.Scalar) -> Bool {
        0x20...0x7E ~= scalar.value || 0xA1...0xFF ~= scalar.value
    }

    /// The chunk's type and data: `tEXt` for printable Latin-1 and line feeds, `iTXt` for all other text, not compressed.
    var stored: (type: String, data: [UInt8]) {
        let key = PictureText.latin(keyword) + [0]
        let isLatin = text.unicodeScalars.allSatisfy { PictureText.isPrintableLatin($0) || $0 == "\n" }
        // No compression, its only method, no language, no translated keyword.
        return isLatin ? ("tEXt", key + PictureText.latin(text)) : ("iTXt", key + [0, 0, 0, 0] + Array(text.utf8))
    }

    private static func latin(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }
}

extension PictureText {
    /// Why a text is not read.
    enum Refusal: Error {
        case keyword
        case malformed
        case tooLong

        /// The reason, to stand behind the chunk's name.
        var reason: String {
            switch self {
            case .keyword: "has no valid keyword"
            case .malformed: "is malformed"
            case .tooLong: "is too long"
            }
        }
    }

    /// Reads the data of a `tEXt`, `zTXt` or `iTXt` chunk, inflated where it is compressed.
    ///
    /// - Parameter limit: the most bytes that a compressed text may have when it is inflated.
    init(type: String, data: [UInt8], limit: Int) throws(Refusal) {
        var fields = data[...]
        func field() throws(Refusal) -> ArraySlice<UInt8> {
            guard let end = fields.firstIndex(of: 0) else { throw .malformed }
            defer { fields = fields[(end + 1)...] }
            return fields[..<end]
        }
        let keyword = PictureText.text(latin: try field())
        guard PictureText.isKeyword(keyword) else { throw .keyword }
        var isCompressed = false
        if type != "tEXt" {
            isCompressed = type == "zTXt" || fields.first == 1
            guard let method = type == "zTXt" ? fields.popFirst() : fields.dropFirst().first,
                method == 0 || !isCompressed
            else { throw .malformed }
        }
        if type == "iTXt" {
            fields = fields.dropFirst(2)
            _ = try field()  // the language
            _ = try field()  // the keyword in that language
        }
        let bytes = isCompressed ? try PictureText.inflated(fields, limit: limit)[...] : fields
        guard let text = type == "iTXt" ? String(validating: bytes, as: UTF8.self) : PictureText.text(latin: bytes)
        else {
            throw .malformed
        }
        self.init(keyword, text)
    }

    private static func text(latin bytes: ArraySlice<UInt8>) -> String {
        String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    private static func inflated(_ bytes: ArraySlice<UInt8>, limit: Int) throws(Refusal) -> [UInt8] {
        var state = Z_OK
        let text = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            var inflated = uLongf(limit)
            state = unsafe bytes.withUnsafeBufferPointer {
                unsafe uncompress(buffer.baseAddress, &inflated, $0.baseAddress, uLong($0.count))
            }
            count = state == Z_OK ? Int(inflated) : 0
        }
        switch state {
        case Z_OK: return text
        case Z_BUF_ERROR: throw .tooLong
        default: throw .malformed
        }
    }
}
