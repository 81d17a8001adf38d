import Glibc

@testable import Slides

/// The files in the folder of these tests.
enum Fixtures {
    static let folder = String(#filePath.dropLast("Fixtures.swift".count)) + "Fixtures/"

    static func whole(_ name: String) -> String { folder + "whole/" + name + ".h5" }

    static func names(in folder: String) -> [String] {
        guard let directory = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
                unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    static func bytes(of path: String) -> [UInt8] {
        guard let file = unsafe fopen(path, "rb") else { return [] }
        defer { unsafe fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe fread($0.baseAddress, 1, $0.count, file) }
        return Array(bytes.prefix(count))
    }

    static func write(_ bytes: [UInt8], to path: String) {
        guard let file = unsafe fopen(path, "wb") else { return }
        defer { unsafe fclose(file) }
        unsafe fwrite(bytes, 1, bytes.count, file)
    }

    /// The features that make_fixtures.py writes: `((tile * 8 + i) * 37 mod 1009) / 16 - 30`.
    static func feature(tile: Int, at index: Int) -> Double {
        Double((tile * 8 + index) * 37 % 1009) / 16 - 30
    }
}

extension FeatureFile {
    /// Reads rows and converts them. [rows][width]
    func values(_ rows: Range<Int>) throws -> [[Double]] {
        var bytes = [UInt8](repeating: 0xAA, count: rows.count * rowSize)
        var elements = bytes.mutableSpan
        var span = unsafe elements.mutableBytes
        try readRows(rows, into: &span)
        let values = stride(from: 0, to: bytes.count, by: element.size).map { start in
            let bits = bytes[start..<start + element.size].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return switch element {
            case .float16: Double(Float16(bitPattern: UInt16(bits)))
            case .float32: Double(Float(bitPattern: UInt32(bits)))
            case .float64: Double(bitPattern: bits)
            }
        }
        return stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
    }
}
