/// Where a slide's tiles lie, in level-0 pixels.
public struct TileGrid: Sendable {
    /// Where a length comes from.
    public typealias Source = TileEvidence.Source

    /// Top-left corners of the tiles, in the features' order. [tiles]
    public internal(set) var origins: [SIMD2<Double>]
    /// The side of a tile.
    public let side: Double
    /// Where the side came from.
    public let sideSource: Source
    /// The size of the slide, if a file, the slide or the caller knows it.
    public let slideSize: SlideSize?
    /// Where the slide's size came from; nil if it is unknown.
    public let slideSizeSource: Source?
    /// Micrometres of one level-0 pixel, if the slide or the caller knows it.
    public let mpp: Double?
    /// The objective's magnification at level 0, if a file knows it.
    public let magnification: Double?
    /// What the files' coordinates were multiplied with; nil if the caller gave nothing.
    public let coordinatesScale: Double?
    /// What a person should know before they trust the picture.
    public internal(set) var warnings: [SlideWarning]
    /// The files that warnings may name.
    package let paths: [String]

    /// Reads where the tiles of a features or scores file lie.
    ///
    /// - Throws: `SlideError` if the tiles cannot be placed for certain. Coordinates are never guessed.
    public init(of file: some TiledFile, given: GivenGeometry = GivenGeometry()) throws(SlideError) {
        try self.init(TileEvidence(of: file, given: given))
    }

    /// Takes the first statement about each length, unless others contradict it.
    ///
    /// - Throws: `SlideError` if a needed length is unknown, two statements differ, or a length is impossible.
    public init(_ evidence: TileEvidence) throws(SlideError) {
        var warnings = evidence.warnings
        let mpp = try Self.believed(
            .resolution, evidence.resolutions, at: evidence.path, into: &warnings, unlike: { abs($0 / $1 - 1) > 0.01 },
            as: { "\(shortNumber($0)) micrometres a pixel" })?.value
        guard let scale = evidence.unit.level0Pixels(mpp: mpp) else {
            throw .missingResolution(evidence.coordinatesPath, evidence.slide)
        }
        guard
            let side = try Self.believed(
                .tileSide, evidence.tileSides, at: evidence.path, into: &warnings, unlike: { abs($0 - $1) > 1 },
                as: { "\(plainNumber($0)) px" })
        else { throw .missingTileSide(path: evidence.coordinatesPath) }
        if case .stride(let share) = side.source {
            warnings.append(.inferredSide(path: evidence.coordinatesPath, side: side.value, share: share))
        }
        let slideSize = try Self.believed(
            .slideSize, evidence.slideSizes, at: evidence.path, into: &warnings,
            unlike: { abs($0.width - $1.width) > 1 || abs($0.height - $1.height) > 1 }, as: { "\($0) px" })

        let corners = scale == 1 ? evidence.corners : evidence.corners.map { $0 * scale }
        // slideflow's tiles begin int(side / 2) before their centres.
        let middle = evidence.areCentres ? (side.value / 2).rounded(.down) : 0
        self.origins = middle == 0 ? corners : corners.map { pointwiseMax($0 - middle, .zero) }
        (self.side, self.sideSource) = (side.value, side.source)
        (self.slideSize, self.slideSizeSource) = (slideSize?.value, slideSize?.source)
        self.mpp = mpp
        self.magnification = evidence.magnification
        self.coordinatesScale = evidence.coordinatesScale
        paths = [evidence.path, evidence.coordinatesPath, NeighbouringFiles.coordinates(of: evidence.path)]
            .compactMap(\.self)
        self.warnings = warnings
        try checkStride(of: evidence, scale: scale)
        if let slideSize = self.slideSize { try requireInside(slideSize, path: evidence.coordinatesPath) }
    }

    /// Places tiles with known geometry, such as the tiles of a scores file that linmil wrote.
    ///
    /// - Throws: `SlideError` if there are none, a corner is no level-0 pixel, one lies outside the slide, or the slide
    ///   that is given has another size.
    public init(
        origins: [SIMD2<Double>], side: Double, slideSize: SlideSize?, given: GivenGeometry = GivenGeometry(),
        path: String
    ) throws(SlideError) {
        precondition(Self.isSide(side), "a tile side of \(side) px")
        let origins = given.coordinatesScale.map { scale in origins.map { $0 * scale } } ?? origins
        guard !origins.isEmpty else { throw .noTiles(path: path, dataset: SlideSchema.coordinates, shape: [0, 2]) }
        try Self.requirePixels(origins, path: path)
        let source = Source.convention("the file itself", path: path)
        try self.init(
            TileEvidence(
                corners: origins, side: TileEvidence.Statement(source, side),
                slideSize: slideSize.map { TileEvidence.Statement(source, $0) }, given: given, path: path))
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
            slideSize: slideSize, mpp: mpp, reach: extent, scale: coordinatesScale)
    }

    /// Whether every tile begins inside a part of the slide.
    public func areInside(_ region: SlideRegion) -> Bool {
        let (first, end) = (
            SIMD2(Double(region.x), Double(region.y)),
            SIMD2(Double(region.x + region.width), Double(region.y + region.height))
        )
        return origins.allSatisfy { $0.x >= first.x && $0.y >= first.y && $0.x < end.x && $0.y < end.y }
    }

    /// Checks that every corner can be one of level-0 pixels.
    ///
    /// - Throws: `SlideError.badCoordinates`.
    static func requirePixels(_ corners: [SIMD2<Double>], path: String) throws(SlideError) {
        let side = 0...Double(SlideSize.largestSide)
        let isPixel = { (corner: SIMD2<Double>) in side.contains(corner.x) && side.contains(corner.y) }
        guard let first = corners.firstIndex(where: { !isPixel($0) }) else { return }
        throw .badCoordinates(
            path: path, count: corners.count { !isPixel($0) }, firstTile: first, first: corners[first])
    }

    /// Whether a number can be a tile's side in level-0 pixels.
    public static func isSide(_ side: Double) -> Bool {
        (1...Double(SlideSize.largestSide)).contains(side)
    }
}

extension TileGrid {
    /// Returns the first statement. Where another one differs from the caller's, that is a warning; where two others
    /// differ, it is an error, because one of them would shift every tile.
    private static func believed<Value>(
        _ what: GivenGeometry.Fact, _ statements: [TileEvidence.Statement<Value>], at path: String,
        into warnings: inout [SlideWarning],
        unlike: (Value, Value) -> Bool, as words: (Value) -> String
    ) throws(SlideError) -> (value: Value, source: Source)? {
        guard let first = statements.first else { return nil }
        if let failure = first.failure { throw failure }
        guard let value = first.value else { return nil }
        let others = statements.dropFirst().filter { if case .stride = $0.source { false } else { true } }
        for case (let source, let other?) in others.map({ ($0.source, $0.value) }) where unlike(value, other) {
            if case .given = first.source {
                warnings.append(
                    .overridden(path: path, what: what, value: words(value), by: "\(source)", says: words(other)))
                break
            }
            throw .contradiction(
                path: source.path ?? path, what: what,
                statements: [(first.source, value), (source, other)].map { "\(words($0.1)) by \($0.0)" })
        }
        return (value, first.source)
    }
}
