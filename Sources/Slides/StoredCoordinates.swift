internal import CHDF5

/// What one file says of where its tiles lie.
struct StoredCoordinates {
    let path: String
    /// Top-left corners in level-0 pixels. [tiles]
    let origins: [SIMD2<Double>]
    private let attributes: [String: AttributeValue]

    /// Reads the coordinates of a file; nil if it has none.
    ///
    /// - Throws: `SlideError` if there are coordinates, but not of [tiles, 2] level-0 pixels.
    static func read(path: String) throws(SlideError) -> StoredCoordinates? {
        try HDF5.exclusively { () throws(SlideError) in
            let file = try HDF5File(path: path)
            guard file.contains(SlideSchema.coordinates) else { return nil }
            return try StoredCoordinates(table: TileTable(SlideSchema.coordinates, of: file))
        }
    }

    /// The names at the top of a file, for an error.
    static func names(in path: String) throws(SlideError) -> [String] {
        try HDF5.exclusively { () throws(SlideError) in
            try HDF5File(path: path).names
        }
    }

    private init(table: TileTable) throws(SlideError) {
        guard table.columnCount == 2 else {
            throw .wrongShape(path: table.path, dataset: table.dataset, shape: [table.tileCount, table.columnCount])
        }
        self.path = table.path
        self.origins = try table.readPoints()
        self.attributes = SlideSchema.coordinateAttributes.reduce(into: [:]) { values, name in
            values[name] = AttributeValue.read(name, of: table.id)
        }
        let isPixel = { (point: SIMD2<Double>) in
            (0...Double(SlideSize.largestSide)).contains(point.x)
                && (0...Double(SlideSize.largestSide)).contains(point.y)
        }
        if let first = origins.firstIndex(where: { !isPixel($0) }) {
            let count = origins.count { !isPixel($0) }
            throw .badCoordinates(path: path, count: count, firstTile: first, first: origins[first])
        }
    }
}

extension StoredCoordinates {
    /// A positive number of an attribute.
    func number(_ name: String) -> Double? {
        guard case .numbers(let numbers) = attributes[name], numbers[0] > 0, numbers[0].isFinite else { return nil }
        return numbers[0]
    }

    /// The numbers of attributes, or nil where one is missing.
    ///
    /// - Throws: `BadAttribute` if one of them is no list of as many finite numbers.
    func numbers(_ names: [(name: String, count: Int)]) throws(BadAttribute) -> [[Double]]? {
        guard names.allSatisfy({ attributes[$0.name] != nil }) else { return nil }
        var lists: [[Double]] = []
        for (name, count) in names {
            guard case .numbers(let list) = attributes[name], list.count >= count, list.allSatisfy(\.isFinite) else {
                throw BadAttribute(name: name, found: attributes[name].map { "\($0)" } ?? "missing")
            }
            lists.append(list)
        }
        return lists
    }

    struct BadAttribute: Error {
        let name: String
        let found: String
    }
}

extension TileTable {
    /// Reads all rows of a table with two columns as points; integers are exact below 2^53.
    fileprivate func readPoints() throws(SlideError) -> [SIMD2<Double>] {
        // The conversion works in place, in steps of the larger of both types.
        let valueCount = tileCount * columnCount
        var values = [Double](repeating: 0, count: valueCount)
        var failure: SlideError?
        unsafe values.withUnsafeMutableBytes { bytes in
            do throws(SlideError) {
                let stored = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[..<(tileCount * rowSize)])
                unsafe try readRows(0..<tileCount, into: stored)
                let status = unsafe H5Tconvert(type, linmil_hdf5_native_double(), valueCount, bytes.baseAddress, nil, 0)
                if status < 0 {
                    throw .damaged(path: path, part: "dataset '\(dataset)'", cause: HDF5.lastCause)
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return (0..<tileCount).map { SIMD2(values[2 * $0], values[2 * $0 + 1]) }
    }
}
