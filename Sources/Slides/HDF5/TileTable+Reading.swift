internal import CHDF5
internal import Files

extension TileTable {
    /// Reads rows as they are stored. `buffer` has exactly `rows.count * rowSize` bytes.
    func readRows(_ rows: Range<Int>, into buffer: UnsafeMutableRawBufferPointer) throws(SlideError) {
        precondition(
            rows.lowerBound >= 0 && rows.upperBound <= tileCount, "rows \(rows) of a table with \(tileCount) tiles")
        precondition(
            buffer.count == rows.count * rowSize,
            "a buffer of \(buffer.count) bytes for \(rows.count) rows of \(rowSize) bytes")
        guard let base = buffer.baseAddress, !rows.isEmpty else { return }
        FileActivity.reading(path)
        if let stored {
            guard unsafe stored.read(rows, into: base, progress: FileActivity.progress) else {
                throw damaged(rows, cause: "the file ends before them")
            }
        } else if let decoder, let chunk = storage.chunk {
            let shape = (rows: chunk[leadingOnes], columns: isList ? 1 : chunk[leadingOnes + 1])
            unsafe try readChunks(rows, of: shape, by: decoder, into: base)
        } else {
            try HDF5.exclusively { () throws(SlideError) in
                for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.rowsOfOneRead) {
                    let part = start..<min(rows.upperBound, start + Self.rowsOfOneRead)
                    unsafe try readSelection(part, into: base + (start - rows.lowerBound) * rowSize)
                    FileActivity.progress()
                }
            }
        }
    }

    /// HDF5 keeps 6 KB for each chunk of a selection: 300 MB for the coordinates of 50,000 tiles in chunks of one.
    private static let rowsOfOneRead = 1024

    private func readSelection(_ rows: Range<Int>, into base: UnsafeMutableRawPointer) throws(SlideError) {
        let start = place(row: rows.lowerBound, column: 0, leading: 0)
        let count = place(row: rows.count, column: columnCount, leading: 1)
        guard let memory = HDF5Handle(unsafe H5Screate_simple(Int32(count.count), count, nil)),
            let space = HDF5Handle(H5Dget_space(id)),
            unsafe H5Sselect_hyperslab(space.id, H5S_SELECT_SET, start, nil, count, nil) >= 0,
            unsafe H5Dread(id, type, memory.id, space.id, 0, base) >= 0
        else { throw damaged(rows, cause: HDF5.lastCause) }
    }

    /// Copies rows out of filtered chunks; only the reading of their stored bytes is exclusive.
    private func readChunks(
        _ rows: Range<Int>, of chunk: (rows: Int, columns: Int), by decoder: ChunkDecoder,
        into base: UnsafeMutableRawPointer
    ) throws(SlideError) {
        let acrossRow = (columnCount + chunk.columns - 1) / chunk.columns
        for chunkRow in rows.lowerBound / chunk.rows...(rows.upperBound - 1) / chunk.rows {
            FileActivity.progress()
            let firstRow = chunkRow * chunk.rows
            let wanted = rows.clamped(to: firstRow..<firstRow + chunk.rows)
            for chunkColumn in 0..<acrossRow {
                let index = chunkRow * acrossRow + chunkColumn
                let firstColumn = chunkColumn * chunk.columns
                let values: [UInt8]
                if let kept = unfinished.take(index) {
                    values = kept
                } else {
                    let (stored, skipped) = try storedChunk(
                        row: firstRow, column: firstColumn, limit: decoder.byteCount)
                    guard let decoded = decoder.decode(stored, skipped: skipped) else {
                        throw damaged(wanted, cause: "a chunk unpacks to another size than its own")
                    }
                    values = decoded
                }
                let width = min(chunk.columns, columnCount - firstColumn) * elementSize
                unsafe values.withUnsafeBytes { values in
                    for row in wanted {
                        let source = (row - firstRow) * chunk.columns * elementSize
                        let target = (row - rows.lowerBound) * rowSize + firstColumn * elementSize
                        unsafe UnsafeMutableRawBufferPointer(start: base + target, count: width)
                            .copyMemory(from: UnsafeRawBufferPointer(rebasing: values[source..<source + width]))
                    }
                }
                if rows.upperBound < min(firstRow + chunk.rows, tileCount) { unfinished.keep(values, at: index) }
            }
        }
    }

    /// Reads a chunk as it is stored, and which of its filters were skipped.
    private func storedChunk(row: Int, column: Int, limit: Int) throws(SlideError) -> (bytes: [UInt8], skipped: UInt32)
    {
        try HDF5.exclusively { () throws(SlideError) in
            let offset = place(row: row, column: column, leading: 0)
            var size: hsize_t = 0
            guard unsafe H5Dget_chunk_storage_size(id, offset, &size) >= 0 else {
                throw damaged(row..<row + 1, cause: HDF5.lastCause)
            }
            // Compression makes hopeless data a little longer, never twice as long.
            guard size > 0, size <= 2 * limit + 1024 else {
                throw damaged(row..<row + 1, cause: "a chunk of \(limit) bytes is stored in \(size)")
            }
            var skipped: UInt32 = 0
            var status: herr_t = -1
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
                unsafe status = H5Dread_chunk(id, 0, offset, &skipped, buffer.baseAddress)
                count = status < 0 ? 0 : Int(size)
            }
            guard status >= 0 else { throw damaged(row..<row + 1, cause: HDF5.lastCause) }
            return (bytes, skipped)
        }
    }

    /// Numbers for each dimension of the dataset, which may have more than rows and columns, or rows alone.
    private func place(row: Int, column: Int, leading: hsize_t) -> [hsize_t] {
        [hsize_t](repeating: leading, count: leadingOnes) + [hsize_t(row)] + (isList ? [] : [hsize_t(column)])
    }

    private func damaged(_ rows: Range<Int>, cause: String) -> SlideError {
        .damaged(
            path: path, part: "dataset '\(dataset)' in rows \(rows.lowerBound) to \(rows.upperBound - 1)", cause: cause)
    }
}

extension TileTable {
    /// Reads all values as numbers; integers are exact below 2^53. [tiles * columns]
    func readNumbers() throws(SlideError) -> [Double] {
        // The conversion works in place, in steps of the larger of both types.
        let valueCount = tileCount * columnCount
        var values = [Double](repeating: 0, count: valueCount)
        var failure: SlideError?
        unsafe values.withUnsafeMutableBytes { bytes in
            do throws(SlideError) {
                let stored = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[..<(tileCount * rowSize)])
                unsafe try readRows(0..<tileCount, into: stored)
                let status = try HDF5.exclusively { () throws(SlideError) in
                    unsafe H5Tconvert(type, linmil_hdf5_native_double(), valueCount, bytes.baseAddress, nil, 0)
                }
                if status < 0 {
                    throw .damaged(path: path, part: "dataset '\(dataset)'", cause: HDF5.lastCause)
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return values
    }
}
