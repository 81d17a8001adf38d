package import Files

/// An array in NumPy's `.npy` format: a header that is a Python dict, then the elements.
///
/// See https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html. Nothing in the header is executed, and arrays of
/// Python objects are refused.
package struct NumPyArray: Sendable {
    /// The sizes of the dimensions; empty for a single number.
    package let shape: [Int]
    /// How an element is stored.
    package let element: Element
    private let isFortranOrder: Bool
    private let isBigEndian: Bool
    private let file: InputBytes
    /// Where the elements lie in the file.
    private let place: Range<Int>

    /// A number format. Its raw value is NumPy's code for it, without the byte order.
    package enum Element: String, Sendable, CaseIterable {
        case float16 = "f2", float32 = "f4", float64 = "f8"
        case int8 = "i1", int16 = "i2", int32 = "i4", int64 = "i8"
        case uint8 = "u1", uint16 = "u2", uint32 = "u4", uint64 = "u8"
        case bool = "b1"

        /// The size of one element in bytes.
        package var size: Int { rawValue.utf8.last.map { Int($0) - 48 } ?? 1 }
    }

    /// What is wrong with an array.
    struct Fault: Error {
        let found: String
        let expected: String
    }

    private static let mostDimensions = 64

    /// Reads the header. The elements are converted when they are asked for.
    ///
    /// - Parameter record: the part of the file that is a `.npy` file.
    init(_ file: InputBytes, in record: Range<Int>) throws(Fault) {
        let start = record.lowerBound
        guard record.count > 10, file.has([0x93] + Array("NUMPY".utf8), at: start),
            let version = file.integer(UInt8.self, at: start + 6)
        else {
            throw Fault(found: "no header", expected: "an array as numpy.save writes it")
        }
        let lengthSize = version == 1 ? 2 : 4
        let stored =
            version == 1 ? file.size(UInt16.self, at: start + 8) : file.size(UInt32.self, at: start + 8)
        guard (1...3).contains(version), let length = stored, length <= 1 << 16,
            let range = file.range(at: start + 8 + lengthSize, count: length, in: record)
        else { throw Fault(found: "a header that is cut short", expected: "an array as numpy.save writes it") }
        let header = file.text(range)
        guard let code = Self.value(of: "descr", in: header), let order = Self.value(of: "fortran_order", in: header),
            let sizes = Self.value(of: "shape", in: header), let shape = Self.sizes(sizes)
        else { throw Fault(found: "a header without shape and type", expected: "an array as numpy.save writes it") }
        let name = code.trimming("'\" ")
        guard let mark = name.first, let element = Element(rawValue: String(name.dropFirst())) else {
            throw Fault(found: "elements of the type \(printable(code))", expected: "an array of numbers")
        }
        guard shape.count <= Self.mostDimensions, let count = Self.product(shape),
            case let (byteCount, overflow) = count.multipliedReportingOverflow(by: element.size), !overflow,
            byteCount == record.upperBound - range.upperBound
        else {
            throw Fault(
                found: "\(record.upperBound - range.upperBound) bytes for the shape \(shape) of \(element)",
                expected: "all elements and nothing else")
        }
        (self.shape, self.element, self.file) = (shape, element, file)
        place = range.upperBound..<record.upperBound
        isFortranOrder = order.trimming(" ") == "True"
        isBigEndian = mark == ">"
    }

    /// The values in row-major order, as float64. [shape...] -> [count]
    package var values: [Double] {
        get throws(SlideError) {
            let bytes: [UInt8]
            do { bytes = try file.bytes(place) } catch { throw .file(error) }
            let count = bytes.count / element.size
            let stored = (0..<count).map { number(in: bytes, at: $0 * element.size) }
            guard isFortranOrder, shape.count == 2 else { return stored }
            let (rows, columns) = (shape[0], shape[1])
            return (0..<count).map { stored[$0 % columns * rows + $0 / columns] }
        }
    }

    /// Where the elements lie, row-major and little-endian; nil where they are stored in another order.
    package var bytesInOrder: (file: InputBytes, range: Range<Int>)? {
        isBigEndian && element.size > 1 || isFortranOrder && shape.count > 1 ? nil : (file, place)
    }

    private func number(in bytes: [UInt8], at offset: Int) -> Double {
        var bits: UInt64 = 0
        for index in 0..<element.size {
            let place = isBigEndian ? element.size - 1 - index : index
            bits |= UInt64(bytes[offset + index]) << UInt64(8 * place)
        }
        return switch element {
        case .float64: Double(bitPattern: bits)
        case .float32: Double(Float(bitPattern: UInt32(bits)))
        case .float16: Double(Float16(bitPattern: UInt16(bits)))
        case .int8: Double(Int8(truncatingIfNeeded: bits))
        case .int16: Double(Int16(truncatingIfNeeded: bits))
        case .int32: Double(Int32(truncatingIfNeeded: bits))
        case .int64: Double(Int64(bitPattern: bits))
        case .uint8, .uint16, .uint32, .uint64: Double(bits)
        case .bool: bits == 0 ? 0 : 1
        }
    }
}

extension NumPyArray {
    /// Returns the text of a value in the header's dict: what stands behind its key, up to the comma behind it.
    private static func value(of key: String, in header: String) -> String? {
        guard let place = header.firstRange(of: "'\(key)':") ?? header.firstRange(of: "\"\(key)\":") else { return nil }
        var depth = 0
        var value = ""
        for character in header[place.upperBound...] {
            if "([{".contains(character) { depth += 1 }
            if ")]}".contains(character) {
                depth -= 1
                if depth < 0 { break }
            }
            if character == ",", depth == 0 { break }
            value.append(character)
        }
        return value.trimming(" ")
    }

    /// Reads `(60, 2)`, `(60,)` or `()`.
    private static func sizes(_ text: String) -> [Int]? {
        guard text.hasPrefix("("), text.hasSuffix(")") else { return nil }
        let parts = text.dropFirst().dropLast().split(separator: ",").map { String($0).trimming(" L") }
        var sizes: [Int] = []
        for part in parts where !part.isEmpty {
            guard let size = Int(part), size >= 0 else { return nil }
            sizes.append(size)
        }
        return sizes
    }

    private static func product(_ shape: [Int]) -> Int? {
        var product = 1
        for size in shape {
            let (next, overflow) = product.multipliedReportingOverflow(by: size)
            if overflow { return nil }
            product = next
        }
        return product
    }
}

extension String {
    /// Returns the text without these characters at its ends.
    fileprivate func trimming(_ characters: String) -> String {
        var rest = self[...]
        while let first = rest.first, characters.contains(first) { rest.removeFirst() }
        while let last = rest.last, characters.contains(last) { rest.removeLast() }
        return String(rest)
    }
}
