internal import Files

extension TileEvidence {
    /// Gathers all statements about a slide's tiles.
    ///
    /// - Throws: `SlideError` if there are no coordinates, or two files have different ones: in number, order or place.
    public init(of file: some TiledFile, given: GivenGeometry = GivenGeometry()) throws(SlideError) {
        let (files, warnings) = try Self.coordinates(of: file, given: given)
        let first = files[0]
        if given.coordinatesScale != nil { try TileGrid.requirePixels(first.corners, path: first.path) }
        self.path = file.path
        self.coordinatesPath = first.path
        self.unit = first.unit
        (self.corners, self.areCentres) = (first.corners, first.areCentres)
        (self.slide, self.coordinatesScale) = (given.slide, given.coordinatesScale)
        // linmil's own file was checked when it was written.
        self.stride = first.areChecked ? nil : TileStride(of: first.corners)
        self.overlap = files.lazy.compactMap(\.overlap).first
        self.magnification = files.lazy.compactMap { $0.number(SlideSchema.magnification) }.first
        var all = warnings
        if file.places == .ownDataset, let features = file as? FeatureFile,
            !SlideSchema.features.contains(features.dataset)
        {
            all.append(.unusualDataset(path: file.path, dataset: features.dataset))
        }
        if let repeated = try SharedPlaces(of: first.corners, path: first.path) { all.append(repeated.warning) }
        self.warnings = all

        let mpp = given.mpp ?? given.slide?.mpp
        self.resolutions = given.resolutions
        self.slideSizes = given.slideSizes + files.flatMap { $0.slideSizes }
        var sides = given.tileSides + files.flatMap { $0.tileSides(mpp: mpp, slide: given.slide) }
        if let stride, stride.isReliable, let scale = unit.level0Pixels(mpp: mpp) {
            sides.append(Statement(.stride(share: stride.share), stride.length * scale))
        }
        self.tileSides = sides
    }
}

extension TileEvidence {
    /// Gathers statements about tiles that are not in an HDF5 file.
    init(
        corners: [SIMD2<Double>], side: Statement<Double>, slideSize: Statement<SlideSize>?, given: GivenGeometry,
        path: String
    ) {
        (self.path, self.coordinatesPath, self.unit, self.corners) = (path, path, .level0Pixels, corners)
        self.areCentres = false
        (self.slide, self.coordinatesScale) = (given.slide, given.coordinatesScale)
        (self.stride, self.overlap, self.magnification, self.warnings) = (nil, nil, nil, [])
        self.resolutions = given.resolutions
        self.slideSizes = given.slideSizes + [slideSize].compactMap(\.self)
        self.tileSides = given.tileSides + [side]
    }
}

extension GivenGeometry {
    fileprivate var tileSides: [TileEvidence.Statement<Double>] {
        [tileSide.map { .init(.given(.tileSide), $0) }].compactMap(\.self)
    }

    fileprivate var slideSizes: [TileEvidence.Statement<SlideSize>] {
        let given = slideSize.map { TileEvidence.Statement(.given(.slideSize), $0) }
        return [given, slide.map { .init(.slide(path: $0.path), $0.size) }].compactMap(\.self)
    }

    fileprivate var resolutions: [TileEvidence.Statement<Double>] {
        let given = mpp.map { TileEvidence.Statement(.given(.resolution), $0) }
        let own = slide.flatMap { slide in slide.mpp.map { TileEvidence.Statement(slide.resolutionSource, $0) } }
        return [given, own].compactMap(\.self)
    }
}

extension SlideFacts {
    /// The slide; by the names in it where they are not OpenSlide's.
    fileprivate var resolutionSource: TileEvidence.Source {
        mppSource == .openSlide ? .slide(path: path) : .attributes("\(mppSource)", path: path)
    }
}

extension TileEvidence {
    /// Reads the files that have coordinates, the most trusted one first.
    private static func coordinates(
        of file: some TiledFile, given: GivenGeometry
    ) throws(SlideError) -> (files: [StoredCoordinates], warnings: [SlideWarning]) {
        func read(_ path: String) throws(SlideError) -> StoredCoordinates? {
            try StoredCoordinates.read(path: path, scale: given.coordinatesScale ?? 1)
        }
        let own = try StoredCoordinates.own(of: file, scale: given.coordinatesScale ?? 1)
        if let own { try requireAgreement(of: own, with: file) }
        if let path = given.coordinates {
            guard let named = try read(path) else {
                throw .missingCoordinates(path: path, found: try StoredCoordinates.names(in: path))
            }
            try requireAgreement(of: named, with: file, own)
            return ([named] + [own].compactMap(\.self), [])
        }
        let found: String? =
            switch file.places {
            case .ownDataset, .listed: NeighbouringFiles.coordinates(of: file.path)
            case .elsewhere: NeighbouringFiles.onlyCoordinates(of: file.path)
            case .inMemory: nil
            }
        guard let beside = found else {
            guard let own else { throw try missing(in: file) }
            return ([own], [])
        }
        do throws(SlideError) {
            guard let found = try read(beside) else {
                throw SlideError.missingCoordinates(path: beside, found: try StoredCoordinates.names(in: beside))
            }
            try requireAgreement(of: found, with: file, own)
            return ([own, found].compactMap(\.self), [])
        } catch {
            // The caller did not name this file. Where the features file has coordinates, they are enough.
            guard let own else { throw error }
            return ([own], [.unusedNeighbour(path: file.path, reason: error.sentence.finding)])
        }
    }

    /// Returns the error for a file without coordinates of its own or beside it.
    private static func missing(in file: some TiledFile) throws(SlideError) -> SlideError {
        guard case .ownDataset = file.places else {
            return .noCoordinates(path: file.path, tileCount: file.tileCount, slide: file.slideName)
        }
        return .missingCoordinates(path: file.path, found: try StoredCoordinates.names(in: file.path))
    }

    /// Coordinates of another slide, or in another order, would paint every score in a wrong place.
    private static func requireAgreement(
        of stored: StoredCoordinates, with file: some TiledFile, _ own: StoredCoordinates? = nil
    ) throws(SlideError) {
        guard stored.corners.count == file.tileCount else {
            throw .differentTileCounts(
                features: file.path, featureCount: file.tileCount, coordinates: stored.path,
                coordinateCount: stored.corners.count)
        }
        guard let own, stored.path != own.path else { return }
        let differing = stored.corners.indices.filter { stored.corners[$0] != own.corners[$0] }
        guard let firstTile = differing.first else { return }
        throw .differentCoordinates(
            features: own.path, coordinates: stored.path, count: differing.count, firstTile: firstTile)
    }
}
