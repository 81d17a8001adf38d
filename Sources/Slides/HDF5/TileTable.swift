internal import CHDF5

/// A dataset with one row for each tile, [tiles, columns], open for reading.
///
/// Leading dimensions of one are left out of the shape, and a list [tiles] counts as [tiles, 1] where its reader allows it. Rows are read as they are stored: HDF5 converts float16 in software
/// at 60 ns a value, so conversion is the reader's.
final class TileTable: Sendable {
    let path: String
    let dataset: String
    let tileCount: Int
    let columnCount: Int
    let kind: ElementKind
    let elementSize: Int
    /// The values have the other byte order than this machine.
    let isByteSwapped: Bool
    let storage: Storage

    let id: hid_t
    /// The stored type.
    let type: hid_t
    let leadingOnes: Int
    /// The dataset is a list, without a dimension for its columns.
    let isList: Bool
    /// For chunks with filters.
    let decoder: ChunkDecoder?
    let unfinished: UnfinishedChunks
    /// For rows that can be read without HDF5.
    let stored: StoredRows?

    /// The most tiles: more than a gigapixel slide can hold.
    static let mostTiles = 10_000_000
    private static let mostColumns = 65_536
    private static let largestChunk = 256 << 20

    /// Opens `dataset` at the top of `file`.
    ///
    /// - Parameters:
    ///   - allowsList: whether a list [tiles] counts as [tiles, 1].
    ///   - mostColumns: the number of columns up to which it is read.
    /// - Throws: `SlideError` if it is missing, of another shape than [tiles, columns], or not wholly in the file.
    init(_ dataset: String, of file: borrowing HDF5File, allowsList: Bool = false, mostColumns: Int = mostColumns)
        throws(SlideError)
    {
        let path = file.path
        func damaged() -> SlideError {
            HDF5.failure(path: path, part: "dataset '\(dataset)'")
        }
        func refused(_ reason: String) -> SlideError {
            .unsupportedDataset(path: path, dataset: dataset, reason: reason)
        }

        guard unsafe linmil_hdf5_link_kind(file.handle.id, dataset) == 0 else {
            throw refused("is a link to another place; copy the values into this file")
        }
        let values = try file.checkStructure(of: dataset)
        guard let opened = HDF5Handle(unsafe H5Oopen(file.handle.id, dataset, 0)) else { throw damaged() }
        guard H5Iget_type(opened.id) == H5I_DATASET else { throw refused("is a group, expected a dataset") }
        guard let list = HDF5Handle(H5Dget_create_plist(opened.id)) else { throw damaged() }

        // The storage is judged before the shape is asked for (a virtual dataset would open its sources to know it), and the
        // shape before anything is allocated.
        let storage: Storage
        do {
            storage = try Storage(creationList: list.id)
        } catch {
            throw refused(error.reason)
        }
        guard let shape = Self.shape(of: opened.id), let type = HDF5Handle(H5Dget_type(opened.id)) else {
            throw damaged()
        }
        let isList = allowsList && shape.count == 1
        let leadingOnes = max(0, shape.count - 2)
        // TRIDENT writes [0] where a slide has no tile and its encoder no width.
        guard shape != [0] else { throw .noTiles(path: path, dataset: dataset, shape: shape) }
        guard shape.count >= 2 || isList, shape.prefix(leadingOnes).allSatisfy({ $0 == 1 }) else {
            throw .wrongShape(path: path, dataset: dataset, shape: shape)
        }
        (self.tileCount, self.columnCount) = isList ? (shape[0], 1) : (shape[leadingOnes], shape[leadingOnes + 1])
        guard tileCount > 0, columnCount > 0 else { throw .noTiles(path: path, dataset: dataset, shape: shape) }
        guard tileCount <= Self.mostTiles, columnCount <= mostColumns else {
            throw refused("claims the shape \(shape), more than any slide has; export it again")
        }

        self.kind = ElementKind(of: type.id)
        switch kind {
        case .integer(let bits, _), .float(let bits): self.elementSize = bits / 8
        default: throw .wrongType(path: path, dataset: dataset, found: "\(kind)", expected: "numbers")
        }

        self.isByteSwapped = elementSize > 1 && H5Tget_order(type.id) != H5Tget_order(linmil_hdf5_native_double())

        if let chunk = storage.chunk {
            guard chunk.count == shape.count else {
                throw refused("has chunks \(chunk) that do not fit its shape \(shape); export it again")
            }
            let bytes = saturatingProduct(chunk + [elementSize])
            guard bytes <= Self.largestChunk else {
                throw refused("has chunks \(chunk) of more than 256 MB; rewrite the file with smaller chunks")
            }
            self.decoder =
                storage.isCompressed || storage.isShuffled
                ? ChunkDecoder(storage: storage, byteCount: bytes, elementSize: elementSize) : nil
            // One chunk in progress for each of sixteen readers, or as many as 256 MB hold.
            let chunkWidth = isList ? 1 : chunk[leadingOnes + 1]
            let acrossRow = (columnCount + chunkWidth - 1) / chunkWidth
            self.unfinished = UnfinishedChunks(capacity: max(1, min(16 * acrossRow, Self.largestChunk / bytes)))
        } else {
            self.decoder = nil
            self.unfinished = UnfinishedChunks(capacity: 1)
        }

        // Without HDF5's chunk cache, a read of unfiltered chunks goes straight to the caller's buffer. The cache belongs to
        // the opening, so the dataset is opened again.
        let access = HDF5Handle(H5Pcreate(linmil_hdf5_dataset_access_class()))
        guard let access, H5Pset_chunk_cache(access.id, 1, 0, 0) >= 0 else { throw damaged() }
        _ = consume opened
        guard let opened = HDF5Handle(unsafe H5Dopen2(file.handle.id, dataset, access.id)) else { throw damaged() }
        let valueBytes = tileCount * columnCount * elementSize  // at most 10^7 * 65536 * 8: no overflow
        try Self.requireStored(
            opened.id, shape: shape, storage: storage, valueBytes: valueBytes, fileBytes: file.byteCount,
            orThrow: { words in .incomplete(path: path, dataset: dataset, shape: shape, found: words) })

        if let values, leadingOnes == 0 {
            stored = StoredRows(
                values, rowCount: tileCount, columnCount: columnCount, elementSize: elementSize, chunk: storage.chunk)
        } else {
            stored = nil
        }
        self.path = path
        self.dataset = dataset
        self.storage = storage
        self.leadingOnes = leadingOnes
        self.isList = isList
        self.type = type.release()
        self.id = opened.release()
    }

    /// Bytes of one row.
    var rowSize: Int { columnCount * elementSize }

    deinit {
        try? HDF5.exclusively { () throws(SlideError) in
            _ = (H5Idec_ref(id), H5Idec_ref(type))
        }
    }
}

extension TileTable {
    /// Returns the shape of an open dataset; nil if it is damaged or has no shape.
    static func shape(of dataset: hid_t) -> [Int]? {
        guard let space = HDF5Handle(H5Dget_space(dataset)), H5Sget_simple_extent_ndims(space.id) <= 32 else {
            return nil
        }
        var sides = [hsize_t](repeating: 0, count: 32)
        let rank = unsafe H5Sget_simple_extent_dims(space.id, &sides, nil)
        return rank < 0 ? nil : sides.prefix(Int(rank)).map { Int(clamping: $0) }
    }

    /// Checks that the file stores every value: a few bytes may claim terabytes that were never written.
    private static func requireStored(
        _ id: hid_t, shape: [Int], storage: Storage, valueBytes: Int, fileBytes: Int,
        orThrow error: (String) -> SlideError
    ) throws(SlideError) {
        guard let chunk = storage.chunk else {
            let stored = Int(clamping: H5Dget_storage_size(id))
            guard stored >= valueBytes, fileBytes >= valueBytes else {
                throw error(
                    stored == 0 ? "none was written" : "\(min(stored, fileBytes)) of \(valueBytes) bytes are stored")
            }
            return
        }
        let needed = saturatingProduct(zip(shape, chunk).map { ($0 - 1) / $1 + 1 })
        var written: hsize_t = 0
        // H5S_ALL is not understood here, whatever HDF5's manual says.
        guard needed <= fileBytes, let space = HDF5Handle(H5Dget_space(id)),
            unsafe H5Dget_num_chunks(id, space.id, &written) >= 0, written >= needed
        else {
            throw error(written == 0 ? "none was written" : "\(written) of \(needed) chunks were written")
        }
    }
}

/// The product, or the largest integer where it would overflow.
private func saturatingProduct(_ factors: [Int]) -> Int {
    factors.reduce(1) { product, factor in
        let (value, overflow) = product.multipliedReportingOverflow(by: factor)
        return overflow ? Int.max : value
    }
}
