internal import Files

/// The arrays of a `.npy` or `.npz` file, by name.
package struct NumPyFile: Sendable {
    /// The file, as the caller named it.
    package let path: String
    /// The arrays in the order of their names. The array of a `.npy` file has no name.
    package let arrays: [(name: String, array: NumPyArray)]

    /// The size up to which a file, and an array in it, is read: features of 100,000 tiles fit.
    private static let largestSize = 2 << 30
    private static let mostArrays = 1000

    /// Whether a file begins as NumPy's files do.
    package static func isOne(path: String) -> Bool {
        guard let bytes = try? InputFile.beginning(of: path, count: 1024) else { return false }
        switch FileFormat(of: bytes) {
        case .numPy: return true
        case .zip:
            // The name of the first record, which every writer of archives puts at the start.
            let file = InputBytes(path: path, bytes: bytes)
            guard let count = file.size(UInt16.self, at: 26), let name = file.range(at: 30, count: count) else {
                return false
            }
            return file.text(name).hasSuffix(ending)
        default: return false
        }
    }

    /// Opens a file and finds its arrays. Values that are not deflated are read when they are asked for. Nothing in the file is
    /// executed.
    ///
    /// - Throws: `SlideError` if it is damaged, or holds something else than arrays of numbers.
    package init(path: String) throws(SlideError) {
        let file: InputBytes
        do { file = try InputBytes(readingFrom: path, limit: Self.largestSize) } catch { throw .file(error) }
        self.path = path
        let found = Result { () throws(SlideError) in try Self.arrays(in: file) }
        // Bytes that cannot be read look like damage.
        if let failure = file.failure { throw .file(failure) }
        arrays = try found.get()
    }

    private static func arrays(in file: InputBytes) throws(SlideError) -> [(String, NumPyArray)] {
        let path = file.path
        if FileFormat(of: file.beginning(FileFormat.signatureLength)) == .numPy {
            return [("", try array(file, 0..<file.count, named: ""))]
        }
        let archive: ZipArchive
        do { archive = try ZipArchive(file) } catch {
            throw .damaged(path: path, part: "the archive", cause: error.words { "'\(printable($0))'" }.found)
        }
        guard let names = names(in: archive) else {
            throw .notNumPy(path: path, found: archive.entries.keys.sorted())
        }
        var arrays: [(String, NumPyArray)] = []
        for name in names {
            let own = String(name.dropLast(ending.count))
            if let range = archive.entries[name] {
                arrays.append((own, try array(file, range, named: own)))
            } else if let record = archive.deflated[name], let packed = try? file.bytes(record.bytes),
                let bytes = inflate(packed, to: record.byteCount)
            {
                arrays.append((own, try array(InputBytes(path: path, bytes: bytes), bytes.indices, named: own)))
            } else {
                throw .damaged(path: path, part: "array '\(printable(name))'", cause: "it does not unpack to its size")
            }
        }
        return arrays
    }

    private static let ending = ".npy"

    /// Returns the records of an archive in order, if NumPy has written it; nil if not.
    private static func names(in archive: ZipArchive) -> [String]? {
        let names = (Array(archive.entries.keys) + Array(archive.deflated.keys)).sorted()
        return (1...mostArrays).contains(names.count) && names.allSatisfy { $0.hasSuffix(ending) } ? names : nil
    }

    private static func array(
        _ file: InputBytes, _ range: Range<Int>, named name: String
    ) throws(SlideError) -> NumPyArray {
        do { return try NumPyArray(file, in: range) } catch {
            throw .unusableArray(path: file.path, array: name, found: error.found, expected: error.expected)
        }
    }

    /// Unpacks bare deflate data; nil if they do not give exactly `byteCount` bytes.
    private static func inflate(_ packed: [UInt8], to byteCount: Int) -> [UInt8]? {
        // Deflate makes data at most 1032 times shorter.
        guard byteCount <= largestSize, byteCount / 1032 <= packed.count else { return nil }
        return unsafe [UInt8](count: byteCount) { target in
            unsafe packed.withUnsafeBufferPointer { unsafe Inflation.fastest.fill(target, from: $0, in: .nothing) }
        }
    }
}

extension NumPyFile {
    /// Returns the one array that `isRight`, preferring one of these names; nil if there is none or more than one.
    package func array(named names: [String] = [], where isRight: (NumPyArray) -> Bool) -> NumPyArray? {
        let candidates = arrays.filter { isRight($0.array) }
        for name in names {
            if let found = candidates.first(where: { $0.name == name }) { return found.array }
        }
        return candidates.count == 1 ? candidates[0].array : nil
    }

    /// The arrays and their shapes, for a message: `'arr_0' [60, 2]`.
    package var summary: String {
        arrays.map { name, array in name.isEmpty ? "\(array.shape)" : "'\(printable(name))' \(array.shape)" }
            .joined(separator: ", ")
    }
}
