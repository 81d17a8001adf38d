internal import Files

/// The text of a list, and what stands between its cells.
struct ListFile {
    private let path: String
    private let file: DelimitedFile

    private static let largestFile = 1 << 28

    /// Reads a file.
    init(path: String) throws(CohortError) {
        self.path = path
        let bytes = try Self.bytes(of: path)
        do throws(DelimitedFile.OtherEncoding) {
            file = try DelimitedFile(bytes) { CohortList.identifierColumn(in: $0) != nil }
        } catch {
            let place = error.row.map { " in row \($0)" } ?? ""
            throw .notAList(path: path, reason: "is not UTF-8 text\(place); save it as 'CSV UTF-8'")
        }
    }

    /// Whether numbers may have decimal commas.
    var hasDecimalCommas: Bool { file.hasDecimalCommas }

    /// Returns the cells of all rows, the header's first, without spaces around them.
    func rows() throws(CohortError) -> [[String]] {
        do throws(DelimitedText.OpenQuote) { return try file.rows() } catch {
            throw .notAList(path: path, reason: "has a quotation mark in row \(error.row) that nothing closes")
        }
    }

    private static func bytes(of path: String) throws(CohortError) -> [UInt8] {
        func refusal(_ reason: String) -> CohortError { .notAList(path: path, reason: reason) }
        do throws(FileError) { return try InputFile.bytes(of: path, limit: largestFile) } catch {
            switch error {
            case .missing: throw refusal("there is no such file or folder")
            case .notRegular: throw refusal("is not a regular file")
            case .tooLarge: throw refusal("has more than \(largestFile) bytes, expected a list")
            default: throw refusal("cannot be read")
            }
        }
    }
}
