internal import Slides

extension SlideError: Advised {
    func remedy(in subcommand: Subcommand) -> String? {
        switch self {
        case .notClosed(let path):
            return "write the file again, or mark it as closed with 'h5clear -s \(path)' and check its contents"
        case .missingDataset(_, _, _, .scores?):
            return
                "this is a file of scores, which 'linmil render' draws without a model; to use a model, give features"
        case .missingDataset(_, _, _, .coordinates?):
            return subcommand.giving(.coords).map {
                "this is a coordinates file; give the slide's features file, and give this file \($0)"
            }
        case .missingDataset(_, _, _, .features?):
            return subcommand.giving(.model).map { "give a file of scores, or a model \($0) for features" }
        case .missingCoordinates, .noCoordinates:
            return subcommand.giving(.coords).map { "give the file that has the tiles' coordinates \($0)" }
        case .severalClasses(_, _, let classes):
            let areNumbers = classes == classes.indices.map { "\($0)" }
            let shown =
                areNumbers ? "0 to \(classes.count - 1)" : classes.prefix(6).map(printable).joined(separator: ", ")
            return subcommand.name(of: .className).map { "choose one with \($0) (\(shown))" }
        case .unknownColumns:
            return subcommand.name(of: .columns).map { "name them with \($0), as in \($0) x,y,score" }
        case .badAttribute(_, _, _, _, _, let instead):
            let how: String? =
                switch instead {
                case .coordinates: subcommand.giving(.coords).map { "coordinates in level-0 pixels \($0)" }
                case .tileSide: subcommand.name(of: .tileSize)
                case .slideSize: subcommand.giving(.slideSize).map { "the slide's size \($0)" }
                case .resolution: subcommand.name(of: .mpp).map { "the right \($0)" }
                }
            return how.map { "export the coordinates again or give \($0)" }
        case .missingTileSide:
            guard let side = subcommand.name(of: .tileSize), let coords = subcommand.name(of: .coords) else {
                return nil
            }
            return "give the slide's coordinates file (\(coords)) or the tile side in level-0 pixels (\(side))"
        case .missingResolution(_, .some, _):
            return subcommand.name(of: .mpp).map { "give \($0), the micrometres of a level-0 pixel" }
        case .missingResolution:
            guard let mpp = subcommand.giving(.mpp), let slide = subcommand.giving(.slide) else { return nil }
            return "give the micrometres of a level-0 pixel \(mpp), or the slide itself \(slide)"
        case .contradiction(_, .slideSize, _):
            return subcommand.giving(.slideSize).map {
                "check that the files belong to one slide, or give the right size in level-0 pixels \($0)"
            }
        case .contradiction:
            return subcommand.giving(.tileSize).map { "give the right one in level-0 pixels \($0)" }
        case .scaledCoordinates(_, let doubt):
            return doubt.remedy(in: subcommand)
        case .unlikeStride(_, _, _, _, _, .some):
            return subcommand.name(of: .coordsScale).map { "check \($0)" }
        case .unlikeStride(_, let side, _, let stride, _, nil):
            return subcommand.name(of: .tileSize).map {
                "give the right side with \($0) \(shortNumber(stride)) (or \($0) \(plainNumber(side)) if that is right)"
            }
        case .tilesOutside(_, _, _, _, _, _, let mpp, _, let scale):
            let options: [Subcommand.Option?] = [
                .slideSize, mpp == nil ? nil : .mpp, scale == nil ? nil : .coordsScale, .tileSize,
            ]
            let names = options.compactMap(\.self).compactMap { subcommand.name(of: $0) }
            guard let last = names.last else { return nil }
            return "check \(names.dropLast().joined(separator: ", ")) and \(last), all at level 0"
        case .thumbnailAspect(_, _, _, _, _, let knowsSlide, let isTurned):
            let turn = isTurned ? "turn it back, or " : ""
            if knowsSlide { return turn + "give a thumbnail of the whole slide or of its scanned part" }
            guard let size = subcommand.giving(.slideSize), let slide = subcommand.name(of: .slide) else { return nil }
            return turn
                + "give a thumbnail of the whole slide, or the slide's right size \(size); if it shows only the scanned "
                + "part (MIRAX, Leica), give the slide itself too with \(slide)"
        case .openSlideMissing(_, _, let package, _):
            // An inspected slide may be given without an option.
            if subcommand == .inspect { return "install the package \(package)" }
            guard let slide = subcommand.name(of: .slide) else { return nil }
            if let thumbnail = subcommand.name(of: .thumbnail) {
                return "install the package \(package), or give \(thumbnail) in place of \(slide)"
            }
            return "install the package \(package), or leave \(slide) out"
        case .file, .notHDF5, .damaged, .beingWritten, .newerFormat, .severalFeatures, .tilesAtOnePlace,
            .missingDataset(_, _, _, nil), .unsupportedDataset, .wrongShape, .wrongType,
            .noTiles, .incomplete, .notNumPy, .unusableArray, .noArray, .noSuchClass, .badTable, .differentTileCounts,
            .differentCoordinates, .badCoordinates, .badScores,
            .largeAttribute, .notComposed, .slideFolder, .notASlide, .damagedSlide, .unusableSlide:
            return nil
        }
    }
}

extension SlideWarning: Advised {
    func remedy(in subcommand: Subcommand) -> String? {
        switch self {
        case .overridden(_, let what, _, _, _):
            return subcommand.name(of: what.option).map { "leave \($0) out if that is right" }
        case .unusedThumbnail:
            guard let thumbnail = subcommand.name(of: .thumbnail), let slide = subcommand.name(of: .slide) else {
                return nil
            }
            return "give another with \(thumbnail), or the slide itself with \(slide)"
        case .inferredSide:
            return subcommand.name(of: .tileSize).map { "give \($0) to be sure" }
        case .overlappingTiles(_, _, let stride):
            return subcommand.name(of: .tileSize).map { "if they should only touch, give \($0) \(shortNumber(stride))" }
        case .scaledCoordinates(_, let doubt):
            return doubt.remedy(in: subcommand)
        case .unlikeStride(_, _, let stride):
            return subcommand.name(of: .tileSize).map { "if they should touch, give \($0) \(shortNumber(stride))" }
        case .ambiguousThumbnail:
            guard let slide = subcommand.name(of: .slide), let thumbnail = subcommand.name(of: .thumbnail) else {
                return nil
            }
            return "give \(slide) without \(thumbnail) to be sure"
        case .turnedPicture:
            return subcommand.name(of: .slide).map { "turn it back, or give the slide itself with \($0)" }
        case .littleTissue:
            let names = [Subcommand.Option.slideSize, .tileSize, .mpp].compactMap { subcommand.name(of: $0) }
            guard let last = names.last else { return nil }
            return
                "check that thumbnail and features belong to one slide, and check "
                + "\(names.dropLast().joined(separator: ", ")) and \(last)"
        case .unusedNeighbour, .unusualDataset, .tilesAtSamePlace, .thumbnailDrift, .turnedThumbnail:
            return nil
        }
    }
}

extension CoordinateDoubt {
    /// Returns the option that multiplies the coordinates.
    fileprivate func remedy(in subcommand: Subcommand) -> String? {
        subcommand.name(of: .coordsScale).map { scale in
            guard let factor else { return "give \(scale), the distance of neighbouring tiles in level-0 pixels" }
            return "if they are, give \(scale) \(plainNumber(factor))"
        }
    }
}

extension GivenGeometry.Fact {
    /// The option that sets this value.
    var option: Subcommand.Option {
        switch self {
        case .coordinates: .coords
        case .tileSide: .tileSize
        case .slideSize: .slideSize
        case .resolution: .mpp
        }
    }
}

extension TileEvidence.Source {
    /// Returns the source in a few words. A value from the user is named by its option.
    func words(in subcommand: Subcommand) -> String {
        if case .given(let fact) = self, let name = subcommand.name(of: fact.option) { return name }
        return description
    }
}
