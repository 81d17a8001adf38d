internal import CHDF5

/// How a dataset lies in its file.
public struct Storage: Equatable, Sendable {
    /// The shape of one chunk, as long as the dataset's; nil for a dataset in one piece.
    public let chunk: [Int]?
    /// The values' bytes were grouped by significance before compression.
    public let isShuffled: Bool
    /// The chunks are compressed by zlib.
    public let isCompressed: Bool

    /// In one piece.
    package static let contiguous = Storage(chunk: nil, isShuffled: false, isCompressed: false)
}

extension Storage: CustomStringConvertible {
    /// `contiguous`, or `chunks [32, 1024], gzip + shuffle`.
    public var description: String {
        guard let chunk else { return "contiguous" }
        let filters = (isCompressed ? ["gzip"] : []) + (isShuffled ? ["shuffle"] : [])
        return "chunks \(chunk)" + (filters.isEmpty ? "" : ", " + filters.joined(separator: " + "))
    }
}

extension Storage {
    /// Why a dataset is not read.
    struct Refusal: Error {
        let reason: String
    }

    /// Reads what a dataset's creation list says, before anything else of it is touched: a virtual dataset and one with
    /// external files would open other files.
    init(creationList: hid_t) throws(Refusal) {
        guard H5Pget_external_count(creationList) == 0 else {
            throw Refusal(reason: "keeps its values in another file; copy the values into this one")
        }
        let filters = try Self.filters(of: creationList)
        switch H5Pget_layout(creationList) {
        case H5D_COMPACT, H5D_CONTIGUOUS: self.chunk = nil
        case H5D_CHUNKED:
            var sides = [hsize_t](repeating: 0, count: 32)
            let count = unsafe H5Pget_chunk(creationList, 32, &sides)
            let chunk = sides.prefix(max(0, Int(count))).map { Int(clamping: $0) }
            guard chunk.allSatisfy({ $0 > 0 }) else {
                throw Refusal(reason: "has empty chunks \(chunk); export it again")
            }
            self.chunk = chunk
        default:
            throw Refusal(reason: "is virtual, a view of other files; copy the values into this file")
        }
        self.isShuffled = filters.contains(H5Z_filter_t(H5Z_FILTER_SHUFFLE))
        self.isCompressed = filters.contains(H5Z_filter_t(H5Z_FILTER_DEFLATE))
    }

    /// The filters' numbers in the order of writing: none, shuffle, deflate, or shuffle and deflate.
    private static func filters(of creationList: hid_t) throws(Refusal) -> [H5Z_filter_t] {
        var filters: [H5Z_filter_t] = []
        for index in 0..<max(0, H5Pget_nfilters(creationList)) {
            var valueCount = 0
            var number: H5Z_filter_t = -1
            let name = unsafe HDF5.text(capacity: 64) {
                unsafe number = H5Pget_filter2(
                    creationList, UInt32(index), nil, &valueCount, nil, $1, $0, nil)
                return Int(number)
            }
            let isKnown = number == H5Z_FILTER_DEFLATE || (number == H5Z_FILTER_SHUFFLE && filters.isEmpty)
            guard isKnown, !filters.contains(number) else {
                throw Refusal(
                    reason:
                        "is packed by the filter '\(printable(name ?? ""))' (number \(number)), which is not read here; "
                        + "rewrite the file with gzip, with or without shuffle")
            }
            filters.append(number)
        }
        return filters
    }
}
