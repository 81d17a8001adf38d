extension TileGrid {
    /// Compares the side with the distance of neighbouring tiles: a side for another magnification than the coordinates',
    /// or coordinates at another level than the side, leave gaps or overlaps everywhere.
    mutating func checkStride(of evidence: TileEvidence, scale: Double) throws(SlideError) {
        guard let stride = evidence.stride, stride.isReliable else { return }
        let path = evidence.coordinatesPath
        let step = stride.length * scale
        // TRIDENT rounds the side down and the overlap to nearest.
        let expected = evidence.overlap.map { side * (1 - $0) }
        let isOff = expected.map { abs(step - $0) > 2 } ?? (step > side + 1)
        let overlaps = expected == nil && step < side - 1
        var isGiven = false
        if case .given = sideSource { isGiven = true }

        if let doubt = doubt(evidence, step: step, isUnit: stride.length <= 1), isOff || isGiven || doubt.isStrong {
            // A given side confirms a distance, but no tiles lie one pixel apart.
            guard !stride.isCertain || isGiven && !doubt.isInTiles else {
                throw .scaledCoordinates(path: path, doubt)
            }
            warnings.append(.scaledCoordinates(path: path, doubt))
        } else if overlaps {
            warnings.append(.overlappingTiles(path: path, side: side, stride: step))
        } else if isOff, isGiven || !stride.isCertain {
            warnings.append(.unlikeStride(path: path, side: side, stride: step))
        } else if isOff {
            throw .unlikeStride(
                path: path, side: side, source: "\(sideSource)", stride: step, expected: expected,
                scale: coordinatesScale)
        }
    }

    /// Whether the coordinates look counted in another unit, by what files say of the side, or else by what the caller
    /// says.
    private func doubt(_ evidence: TileEvidence, step: Double, isUnit: Bool) -> CoordinateDoubt? {
        let stated = evidence.tileSides.first { said in
            switch said.source {
            case .attributes, .convention: said.value != nil
            case .given, .slide, .stride: false
            }
        }
        var expected: CoordinateDoubt.Expectation?
        if let stated, let side = stated.value {
            expected = .init(step: side * (1 - (evidence.overlap ?? 0)), source: "\(stated.source)")
        } else if case .given = sideSource {
            expected = .init(step: side, source: "the given tile side")
        }
        return CoordinateDoubt(
            step: step, isUnit: isUnit, expected: expected, reach: extent(withSide: step), slideSize: slideSize,
            scale: coordinatesScale ?? 1)
    }

    /// How far tiles of another side would reach.
    private func extent(withSide side: Double) -> SlideSize {
        let far = origins.reduce(SIMD2<Double>.zero) { pointwiseMax($0, $1) } + side
        return SlideSize(width: Int(far.x.rounded(.up)), height: Int(far.y.rounded(.up)))
    }
}
