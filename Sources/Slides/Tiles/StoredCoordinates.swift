internal import CHDF5
internal import Files

/// What one file says of where its tiles lie, in its own unit.
struct StoredCoordinates {
    let path: String
    /// Top-left corners, or centres. [tiles]
    let corners: [SIMD2<Double>]
    /// The corners are the tiles' centres.
    let areCentres: Bool
    /// The unit of the corners.
    let unit: CoordinateUnit
    /// linmil wrote them, after it had checked how the tiles lie.
    let areChecked: Bool
    /// Of `coords`, then of the file itself.
    private let attributes: [String: AttributeValue]
    private let fileAttributes: [String: AttributeValue]
    /// The side of a tile, if a file of another format than HDF5 says it.
    let listedSide: TilePlaces.Side?

    /// Reads the coordinates that a features or scores file has itself; nil if it has none.
    static func own(of file: some TiledFile, scale: Double) throws(SlideError) -> StoredCoordinates? {
        switch file.places {
        case .ownDataset: try read(path: file.path, scale: scale)
        case .listed(let places), .inMemory(let places): StoredCoordinates(places, scale: scale)
        case .elsewhere: nil
        }
    }

    /// Reads the coordinates of a file, HDF5 or NumPy's; nil if it has none.
    ///
    /// - Parameter scale: what the corners are multiplied with before anything else.
    /// - Throws: `SlideError` if there are coordinates, but not of [tiles, 2], or in an unknown unit.
    static func read(path: String, scale: Double = 1) throws(SlideError) -> StoredCoordinates? {
        if NumPyFile.isOne(path: path) {
            return StoredCoordinates(try TilePlaces(readingArraysFrom: path), scale: scale)
        }
        return try HDF5.exclusively { () throws(SlideError) in
            let file = try HDF5File(path: path)
            guard file.contains(SlideSchema.coordinates) else { return nil }
            return try StoredCoordinates(file, scale: scale)
        }
    }

    /// The names at the top of a file, for an error.
    static func names(in path: String) throws(SlideError) -> [String] {
        try HDF5.exclusively { () throws(SlideError) in
            try HDF5File(path: path).names
        }
    }

    /// Takes the places that a file of another format than HDF5 lists.
    init(_ places: TilePlaces, scale: Double) {
        (path, corners, areCentres, listedSide) = (
            places.path, places.points.map { $0 * scale }, places.areCentres, places.side
        )
        (unit, areChecked, attributes, fileAttributes) = (.level0Pixels, false, [:], [:])
    }

    private init(_ file: borrowing HDF5File, scale: Double) throws(SlideError) {
        let table = try TileTable(SlideSchema.coordinates, of: file)
        guard table.columnCount == 2 else {
            throw .wrongShape(path: table.path, dataset: table.dataset, shape: [table.tileCount, table.columnCount])
        }
        self.path = table.path
        (areCentres, listedSide) = (false, nil)
        let numbers = try table.readNumbers()
        self.corners = (0..<table.tileCount).map { SIMD2(numbers[2 * $0], numbers[2 * $0 + 1]) * scale }
        self.attributes = Self.read(SlideSchema.coordinateAttributes, of: table.id)
        self.fileAttributes = Self.read(SlideSchema.fileAttributes, of: file.handle.id)
        self.areChecked = AttributeValue.read(ScoreAttribute.version, of: file.handle.id) != nil
        try TileGrid.requirePixels(corners, path: path)
        self.unit = try Self.unit(
            of: corners, attributes, fileAttributes, path: path,
            isStamp: file.contains(SlideSchema.stampFeatures))
    }

    private static func read(_ names: [String], of object: hid_t) -> [String: AttributeValue] {
        names.reduce(into: [:]) { values, name in values[name] = AttributeValue.read(name, of: object) }
    }
}

extension StoredCoordinates {
    /// What STAMP's own `get_coords` makes of a file, in its order: 2.0, 2.1, then its first version. Every other writer
    /// keeps level-0 pixels.
    private static func unit(
        of corners: [SIMD2<Double>], _ attributes: [String: AttributeValue], _ fileAttributes: [String: AttributeValue],
        path: String, isStamp: Bool
    ) throws(SlideError) -> CoordinateUnit {
        let unit = fileAttributes[SlideSchema.unit]
        // A text of varying length, as h5py writes it, is not read here. STAMP has never written another than "um".
        if case .text(let text)? = unit, !["um", "µm", "μm"].contains(text) {
            throw .badAttribute(
                path: path, holder: nil, attribute: SlideSchema.unit, found: "\"\(printable(text))\"",
                expected: "\"um\", as STAMP writes", instead: .coordinates)
        }
        let hasUnit = unit != nil && fileAttributes[SlideSchema.olderStampSide] != nil
        if hasUnit || fileAttributes[SlideSchema.stampSide] != nil { return .micrometres(perUnit: 1) }

        let knowsPixels = SlideSchema.tileSides.contains { $0.operands.allSatisfy { attributes[$0.name] != nil } }
        guard isStamp, !knowsPixels else { return .level0Pixels }
        var side = TileStride(of: corners)?.length
        if case .numbers(let numbers)? = fileAttributes[SlideSchema.olderStampSide] { side = numbers[0] }
        let oldest = SlideSchema.oldestStamp
        guard side?.rounded() == oldest.pixels else { return .level0Pixels }
        return .micrometres(perUnit: oldest.micrometres / oldest.pixels)
    }

    /// A positive number of an attribute of `coords`.
    func number(_ name: String) -> Double? {
        guard case .numbers(let numbers) = attributes[name], numbers[0] > 0, numbers[0].isFinite else { return nil }
        return numbers[0]
    }

    /// The overlap of neighbouring tiles as a part of their side, where the file says so; TRIDENT writes both in pixels of
    /// the magnification that it cut at.
    var overlap: Double? {
        guard case .numbers(let overlap) = attributes[SlideSchema.overlap],
            let side = number(SlideSchema.patchSize), (0..<side).contains(overlap[0])
        else { return nil }
        return overlap[0] / side
    }

    /// What a rule finds in the attributes of `coords`, or of the file itself; nil where one is missing.
    ///
    /// - Throws: `BadAttribute` where one of them is not a list of that many finite numbers, or the value is impossible.
    func value<Value>(
        of rule: SlideSchema.Rule<Value>, inFile: Bool = false, where isValid: (Value) -> Bool
    ) throws(BadAttribute) -> Value? {
        let attributes = inFile ? fileAttributes : attributes
        guard rule.operands.allSatisfy({ $0.standard != nil || attributes[$0.name] != nil }) else { return nil }
        var lists: [[Double]] = []
        for operand in rule.operands {
            switch attributes[operand.name] {
            case .numbers(let list)? where list.count >= operand.count && list.allSatisfy(\.isFinite):
                lists.append(list)
            case let other?: throw BadAttribute(name: operand.name, found: "\(other)")
            case nil: lists.append([operand.standard ?? 0])
            }
        }
        guard let value = rule.value(lists), isValid(value) else {
            let shown = lists.prefix(rule.operands.count { $0.standard == nil }).map { "\(AttributeValue.numbers($0))" }
            throw BadAttribute(name: rule.names, found: shown.joined(separator: ", "))
        }
        return value
    }

    struct BadAttribute: Error {
        let name: String
        let found: String
    }
}
