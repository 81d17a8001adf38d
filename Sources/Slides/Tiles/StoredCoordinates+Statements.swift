extension StoredCoordinates {
    /// What the attributes say of the side of a tile.
    func tileSides(mpp: Double?, slide: SlideFacts? = nil) -> [TileEvidence.Statement<Double>] {
        var found = SlideSchema.tileSides.compactMap {
            statement(of: $0, as: "a number of pixels", instead: .tileSide, where: TileGrid.isSide)
        }
        if let side = listedSide {
            let source = TileEvidence.Source.attributes(side.name, path: path)
            if !side.isInMicrometres {
                found.append(TileEvidence.Statement(source, side.length))
            } else if let mpp, TileGrid.isSide((side.length / mpp).rounded(.down)) {
                // slideflow cuts tiles of int(tile_um / mpp) px.
                found.append(TileEvidence.Statement(source, (side.length / mpp).rounded(.down)))
            }
        }
        guard case .micrometres(let perUnit) = unit else { return found }
        func inPixels(_ said: TileEvidence.Statement<Double>) -> TileEvidence.Statement<Double> {
            guard let side = said.value else { return said }
            guard let mpp else { return .init(said.source, failure: .missingResolution(path, slide)) }
            guard TileGrid.isSide(side / mpp) else {
                let failure = SlideError.badAttribute(
                    path: path, holder: nil, attribute: said.source.description,
                    found: "\(plainNumber(side)) micrometres",
                    expected: "a tile of at least one pixel at \(plainNumber(mpp)) micrometres a pixel",
                    instead: .resolution)
                return .init(said.source, failure: failure)
            }
            return .init(said.source, side / mpp)
        }
        if perUnit == 1 {
            found += SlideSchema.tileSidesInMicrometres.compactMap {
                statement(
                    of: $0, inFile: true, as: "a number of micrometres", instead: .tileSide, where: { $0 > 0 })
            }.map(inPixels)
        } else {
            let side = SlideSchema.oldestStamp.micrometres
            let source = TileEvidence.Source.convention(
                "STAMP 1's tiles of \(plainNumber(side)) micrometres", path: path)
            found.append(inPixels(.init(source, side)))
        }
        return found
    }

    /// What the attributes say of the size of the slide.
    var slideSizes: [TileEvidence.Statement<SlideSize>] {
        let sides = 1...Double(SlideSize.largestSide)
        return SlideSchema.slideSizes.compactMap { rule in
            let said = statement(of: rule, as: "numbers of pixels", instead: .slideSize) {
                sides.contains($0.x) && sides.contains($0.y)
            }
            return said.map { said in
                if let size = said.value {
                    return .init(said.source, SlideSize(width: Int(size.x), height: Int(size.y)))
                }
                return .init(said.source, failure: said.failure ?? .missingTileSide(path: path))
            }
        }
    }

    private func statement<Value: Equatable & Sendable>(
        of rule: SlideSchema.Rule<Value>, inFile: Bool = false, as expected: String, instead: GivenGeometry.Fact,
        where isValid: (Value) -> Bool
    ) -> TileEvidence.Statement<Value>? {
        let source = TileEvidence.Source.attributes(rule.names, path: path)
        do throws(BadAttribute) {
            return try value(of: rule, inFile: inFile, where: isValid).map { .init(source, $0) }
        } catch {
            let failure = SlideError.badAttribute(
                path: path, holder: inFile ? nil : SlideSchema.coordinates, attribute: error.name, found: error.found,
                expected: expected, instead: instead)
            return .init(source, failure: failure)
        }
    }
}
