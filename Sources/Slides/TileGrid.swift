/// Where a slide's tiles lie, in level-0 pixels.
public struct TileGrid: Sendable {
    /// Where a length came from, so that a person can be told.
    public enum Source: Equatable, Sendable {
        /// The caller said so.
        case option
        /// Attributes of the coordinates, by their names.
        case attributes(String)
    }

    /// Top-left corners of the tiles, in the features' order. [tiles]
    public let origins: [SIMD2<Double>]
    /// The side of a tile.
    public let side: Double
    /// Where the side came from.
    public let sideSource: Source
    /// The size of the slide, if a file or the caller knows it.
    public let slideSize: SlideSize?
    /// Where the slide's size came from; nil if it is unknown.
    public let slideSizeSource: Source?
    /// The objective's magnification at level 0, if a file knows it.
    public let magnification: Double?

    /// Reads where the tiles of a features file lie.
    ///
    /// - Parameters:
    ///   - coordinates: the file that has the coordinates or their attributes, if the features file has not.
    ///   - tileSide: the side of a tile, if the attributes do not say or are wrong.
    ///   - slideSize: the size of the slide, likewise.
    /// - Throws: `SlideError` if the tiles cannot be placed beyond doubt: no coordinates are ever invented.
    public init(
        of features: FeatureFile, coordinates: String? = nil, tileSide: Double? = nil, slideSize: SlideSize? = nil
    ) throws(SlideError) {
        let own = try StoredCoordinates.read(path: features.path)
        let given: StoredCoordinates?
        if let coordinates {
            given = try StoredCoordinates.read(path: coordinates)
            guard given != nil else {
                let found = try StoredCoordinates.names(in: coordinates)
                throw .missingCoordinates(path: coordinates, found: found)
            }
        } else {
            given = nil
        }
        let sources = [given, own].compactMap(\.self)
        guard let first = sources.first else {
            let found = try StoredCoordinates.names(in: features.path)
            throw .missingCoordinates(path: features.path, found: found)
        }
        try Self.requireAgreement(of: sources, with: features)

        if let tileSide {
            precondition(Self.isSide(tileSide), "a tile side of \(tileSide) px")
            (self.side, self.sideSource) = (tileSide, .option)
        } else {
            (self.side, self.sideSource) = try Self.tileSide(from: sources, firstPath: first.path)
        }
        if let slideSize {
            (self.slideSize, self.slideSizeSource) = (slideSize, .option)
        } else {
            let known = try Self.slideSize(from: sources)
            (self.slideSize, self.slideSizeSource) = (known?.size, known?.source)
        }
        self.origins = first.origins
        self.magnification = sources.lazy.compactMap { $0.number(SlideSchema.magnification) }.first
        if let slideSize = self.slideSize { try requireInside(slideSize, path: first.path) }
    }
}

extension TileGrid {
    /// The smallest area from the slide's corner that holds every tile.
    public var extent: SlideSize {
        let far = origins.reduce(SIMD2<Double>.zero) { pointwiseMax($0, $1 + side) }.rounded(.up)
        return SlideSize(width: Int(far.x), height: Int(far.y))
    }

    /// Checks that every tile begins inside the slide; the last ones of a row or column may reach over its border, as
    /// TRIDENT's do.
    ///
    /// - Throws: `SlideError.tilesOutside`.
    public func requireInside(_ slideSize: SlideSize, path: String) throws(SlideError) {
        let isOutside = { (origin: SIMD2<Double>) in
            origin.x >= Double(slideSize.width) || origin.y >= Double(slideSize.height)
        }
        guard let first = origins.firstIndex(where: isOutside) else { return }
        throw .tilesOutside(
            path: path, count: origins.count(where: isOutside), firstTile: first, first: origins[first], side: side,
            slideSize: slideSize)
    }

    /// Whether a number can be a tile's side in level-0 pixels.
    public static func isSide(_ side: Double) -> Bool {
        (1...Double(SlideSize.largestSide)).contains(side)
    }
}

extension TileGrid {
    /// Coordinates of another slide, or in another order, would paint every score in a wrong place.
    private static func requireAgreement(
        of sources: [StoredCoordinates], with features: FeatureFile
    ) throws(SlideError) {
        for source in sources where source.origins.count != features.tileCount {
            throw .differentTileCounts(
                features: features.path, featureCount: features.tileCount, coordinates: source.path,
                coordinateCount: source.origins.count)
        }
        guard sources.count == 2 else { return }
        let (given, own) = (sources[0], sources[1])
        let differing = given.origins.indices.filter { given.origins[$0] != own.origins[$0] }
        guard let firstTile = differing.first else { return }
        throw .differentCoordinates(
            features: own.path, coordinates: given.path, count: differing.count, firstTile: firstTile)
    }

    private static func tileSide(
        from sources: [StoredCoordinates], firstPath: String
    ) throws(SlideError) -> (Double, Source) {
        let found = try values(of: SlideSchema.tileSides, in: sources, as: "a number of pixels", option: "--tile-size")
        {
            isSide($0)
        }
        guard let believed = found.first else { throw .missingTileSide(path: firstPath) }
        // Rounding explains one pixel, nothing explains more.
        if let other = found.first(where: { abs($0.value - believed.value) > 1 }) {
            throw .differentTileSides(
                path: believed.path,
                sides: [believed, other].map { "\(plainNumber($0.value)) px by \($0.names)" })
        }
        return (believed.value, .attributes(believed.names))
    }

    private static func slideSize(
        from sources: [StoredCoordinates]
    ) throws(SlideError) -> (size: SlideSize, source: Source)? {
        let sides = 1...Double(SlideSize.largestSide)
        let found = try values(of: SlideSchema.slideSizes, in: sources, as: "numbers of pixels", option: "--slide-size")
        {
            sides.contains($0.x) && sides.contains($0.y)
        }
        return found.first.map {
            (SlideSize(width: Int($0.value.x), height: Int($0.value.y)), .attributes($0.names))
        }
    }

    /// What each rule gives in each file. The first rule that applies has to make sense; later ones only count if they do.
    private static func values<Value: Sendable>(
        of rules: [SlideSchema.Rule<Value>], in sources: [StoredCoordinates], as expected: String, option: String,
        where isValid: (Value) -> Bool
    ) throws(SlideError) -> [(value: Value, names: String, path: String)] {
        var found: [(value: Value, names: String, path: String)] = []
        for source in sources {
            for rule in rules {
                let names = rule.attributes.map(\.name).joined(separator: ", ")
                do throws(StoredCoordinates.BadAttribute) {
                    guard let numbers = try source.numbers(rule.attributes) else { continue }
                    guard let value = rule.value(numbers), isValid(value) else {
                        let shown = numbers.map { "\(AttributeValue.numbers($0))" }.joined(separator: ", ")
                        throw StoredCoordinates.BadAttribute(name: names, found: shown)
                    }
                    found.append((value, names, source.path))
                } catch  where found.isEmpty {
                    throw .badAttribute(
                        path: source.path, attribute: error.name, found: error.found, expected: expected, option: option
                    )
                } catch {}
            }
        }
        return found
    }
}
