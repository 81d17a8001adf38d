// The standard library has Unicode's composed form, which Foundation's `precomposedStringWithCanonicalMapping` is made of, but
// shows it to Foundation alone. Foundation itself would bring 34 MB of Unicode data for it.
@_spi(_Unicode) internal import Swift

/// File names as text.
///
/// A file's name is bytes, and often not UTF-8. A Swift `String` repairs such bytes, and takes two names for one if they differ
/// only by Unicode normalisation, such as `café` with one letter `é` and with `e` and an accent. So a path in this program is a
/// `String` of a form of its own, in which equal strings mean equal bytes:
///
/// - what is UTF-8 in its composed form (NFC) is itself;
/// - anywhere else between two ASCII characters, each byte 0xNN is the character U+10EENN, which Unicode leaves to programs.
///
/// The form is made where a path enters the program: from arguments, folders, lists and records. It is undone where a path
/// leaves it: for the system, for people, and for files that others read. Whole texts with names in them, such as JSON, are
/// converted in the same way, because ASCII characters between names are left alone.
package enum PathText {
    /// The characters that stand for bytes: U+10EE80 for 0x80 up to U+10EEFF for 0xFF.
    private static let firstMark: UInt32 = 0x10_EE00
    private static let marks: ClosedRange<UInt32> = (firstMark + 0x80)...(firstMark + 0xFF)
    /// The first byte of every mark in UTF-8. Text without it has none.
    private static let markByte: UInt8 = 0xF4

    /// Returns the form of a name that is these bytes.
    package static func text(of bytes: some Collection<UInt8>) -> String {
        if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
        var (result, run, last) = ("", [UInt8](), Unicode.Scalar(UInt8(0)))
        func endRun() {
            guard !run.isEmpty else { return }
            result += composed(run, after: last) ?? marked(run)
            run = []
        }
        for byte in bytes {
            if byte < 0x80 {
                endRun()
                last = Unicode.Scalar(byte)
                result.unicodeScalars.append(last)
            } else {
                run.append(byte)
            }
        }
        endRun()
        return result
    }

    /// Returns bytes beyond ASCII as text if they are UTF-8 and composed, also with the character in front of them.
    private static func composed(_ run: [UInt8], after last: Unicode.Scalar) -> String? {
        guard let text = String(validating: run, as: UTF8.self), !hasMarks(text), isComposed(String(last) + text) else {
            return nil
        }
        return text
    }

    /// Returns the characters that stand for bytes.
    private static func marked(_ run: [UInt8]) -> String {
        var scalars = String.UnicodeScalarView()
        for byte in run {
            if let scalar = Unicode.Scalar(firstMark + UInt32(byte)) { scalars.append(scalar) }
        }
        return String(scalars)
    }

    /// Returns the form of a name that a file holds as text, with or without characters that stand for bytes.
    package static func text(_ stored: String) -> String {
        stored.utf8.allSatisfy { $0 < 0x80 } ? stored : text(of: bytes(of: stored))
    }

    /// Returns the bytes of a name.
    package static func bytes(of text: String) -> [UInt8] {
        guard hasMarks(text) else { return Array(text.utf8) }
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            if marks.contains(scalar.value) {
                bytes.append(UInt8(scalar.value - firstMark))
            } else {
                bytes += Array(String(scalar).utf8)
            }
        }
        return bytes
    }

    /// Returns text in which names are as people see them: with U+FFFD for bytes that are not UTF-8.
    package static func shown(_ text: String) -> String {
        replacingMarks(in: text) { String(decoding: $0, as: UTF8.self) }
    }

    /// Returns text in which names are as others read them in a file: plain text, except for bytes that are not UTF-8, which
    /// stay U+10EENN. `text(_:)` reads them back.
    package static func stored(_ text: String) -> String {
        replacingMarks(in: text) { bytes in
            String(validating: bytes, as: UTF8.self).flatMap { hasMarks($0) ? nil : $0 }
        }
    }

    /// Replaces every run of characters that stand for bytes by text; leaves those where there is none.
    private static func replacingMarks(in text: String, by words: ([UInt8]) -> String?) -> String {
        guard hasMarks(text) else { return text }
        var (result, run, raw) = (String.UnicodeScalarView(), [UInt8](), String.UnicodeScalarView())
        func endRun() {
            guard !run.isEmpty else { return }
            result += words(run)?.unicodeScalars ?? raw
            run = []
            raw = String.UnicodeScalarView()
        }
        for scalar in text.unicodeScalars {
            if marks.contains(scalar.value) {
                run.append(UInt8(scalar.value - firstMark))
                raw.append(scalar)
            } else {
                endRun()
                result.append(scalar)
            }
        }
        endRun()
        return String(result)
    }

    private static func hasMarks(_ text: String) -> Bool {
        text.utf8.contains(markByte) && text.unicodeScalars.contains { marks.contains($0.value) }
    }

    /// Whether text is in Unicode's composed form.
    private static func isComposed(_ text: String) -> Bool {
        // No character below U+0300 ever combines or has another form.
        text.unicodeScalars.allSatisfy { $0.value < 0x300 }
            || text._nfc.elementsEqual(text.unicodeScalars)
    }
}

extension String {
    /// A path's bytes for the system, with a zero at the end.
    package var systemPath: [CChar] { PathText.bytes(of: self).map { CChar(bitPattern: $0) } + [0] }
}
