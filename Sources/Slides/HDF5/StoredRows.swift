/// Where the rows of a dataset lie that are stored as they are, without filters and each in one piece.
///
/// HDF5 reads such rows one chunk at a time, for one thread at a time, and TRIDENT and CLAM write a chunk for each tile. Here
/// rows that follow each other in the file are one read, and threads do not wait for each other.
struct StoredRows: Sendable {
    private let file: FileBytes
    /// Of each piece, in the order of the rows.
    private let addresses: [UInt64]
    private let rowsOfPiece: Int
    private let rowSize: Int

    /// Few enough bytes that a watcher soon hears of progress.
    private static let mostBytes = 1 << 20

    /// Makes sure that the file has every row; nil where HDF5 has to read them.
    ///
    /// - Parameter chunk: the shape of a chunk, [rows, columns] or [rows]; nil for a dataset in one piece.
    init?(_ values: StoredValues, rowCount: Int, columnCount: Int, elementSize: Int, chunk: [Int]?) {
        // A chunk may be wider than the dataset.
        if let chunk, chunk.dropFirst().contains(where: { $0 != columnCount }) { return nil }
        let (rowsOfPiece, rowSize) = (chunk?[0] ?? rowCount, columnCount * elementSize)
        let (pieceSize, overflow) = rowsOfPiece.multipliedReportingOverflow(by: rowSize)
        guard !overflow else { return nil }
        var addresses = [UInt64](repeating: undefinedAddress, count: (rowCount + rowsOfPiece - 1) / rowsOfPiece)
        for piece in values.pieces {
            // A dataset that was made smaller keeps no chunk behind its end.
            let place = Int(clamping: piece.row) / rowsOfPiece
            guard addresses.indices.contains(place), addresses[place] == undefinedAddress,
                values.file.contains(piece.address, count: UInt64(pieceSize))
            else { return nil }
            addresses[place] = piece.address
        }
        // HDF5 fills in what was never written.
        guard !addresses.contains(undefinedAddress) else { return nil }
        (file, self.addresses, self.rowsOfPiece, self.rowSize) = (values.file, addresses, rowsOfPiece, rowSize)
    }

    /// Reads rows into exactly as many bytes.
    ///
    /// - Parameter progress: called now and then.
    /// - Returns: false where the file no longer has them.
    func read(_ rows: Range<Int>, into base: UnsafeMutableRawPointer, progress: () -> Void) -> Bool {
        var next = rows.lowerBound
        while next < rows.upperBound {
            let (start, most) = (address(of: next), min(rows.upperBound, next + Self.mostBytes / rowSize + 1))
            var end = next
            repeat {
                end = min(most, (end / rowsOfPiece + 1) * rowsOfPiece)
            } while end < most && address(of: end) == start + UInt64((end - next) * rowSize)
            let bytes = unsafe UnsafeMutableRawBufferPointer(
                start: base + (next - rows.lowerBound) * rowSize, count: (end - next) * rowSize)
            guard unsafe file.read(at: start, into: bytes) else { return false }
            progress()
            next = end
        }
        return true
    }

    private func address(of row: Int) -> UInt64 {
        addresses[row / rowsOfPiece] + UInt64(row % rowsOfPiece * rowSize)
    }
}
