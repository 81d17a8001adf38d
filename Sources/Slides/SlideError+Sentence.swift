package import Files

extension SlideError: CustomStringConvertible {
    /// One sentence: the file, what was found, what was expected, what to do.
    public var description: String { sentence.text }

    /// The same, with what to do apart.
    package var sentence: ErrorSentence {
        switch self {
        case .file(let error):
            ErrorSentence(error.sentence(expecting: "the file of one slide"))
        case .notHDF5(let path, let looksLike):
            ErrorSentence(
                "\(path): this is not an HDF5 file, \(looksLike)",
                remedy: "give the features file that TRIDENT, CLAM or STAMP wrote")
        case .damaged(let path, let part, let cause):
            ErrorSentence(
                "\(path): \(part) is damaged or cut short (\(printable(cause)))",
                remedy: "copy or export the file again")

        case .beingWritten(let path):
            ErrorSentence("\(path): another program is writing this file", remedy: "wait until it has finished")
        case .notClosed(let path):
            ErrorSentence(
                "\(path): the program that wrote this file was killed before it closed the file",
                remedy: "write the file again, or mark it as closed with HDF5's h5clear and check its contents")
        case .newerFormat(let path, let part, let cause, let library):
            ErrorSentence(
                "\(path): \(part) is written in a newer HDF5 format than HDF5 \(library) reads (\(printable(cause)))",
                remedy: "write the file again with h5py's libver='v110'")
        case .severalFeatures(let path, let datasets):
            ErrorSentence(
                "\(path): \(listed(datasets)) could all be the features, expected one matrix with a row for each tile",
                remedy: "call the right one 'features'")
        case .tilesAtOnePlace(let path, let count, let place):
            ErrorSentence(
                "\(path): all \(count) tiles lie at one place, (\(plainNumber(place.x)), \(plainNumber(place.y))), expected a "
                    + "place for each", remedy: "export the coordinates again")

        case .missingDataset(let path, let dataset, let found, let content):
            ErrorSentence(
                "\(path): there is no dataset '\(dataset)', the file holds \(listed(found))", remedy: content.remedy)
        case .unsupportedDataset(let path, let dataset, let reason):
            ErrorSentence("\(path): dataset '\(dataset)' \(reason)")
        case .wrongShape(let path, SlideSchema.coordinates, let shape):
            ErrorSentence(
                "\(path): dataset 'coords' has the shape \(shape), expected [tiles, 2] for x and y",
                remedy: "export it again")
        case .wrongShape(let path, SlideSchema.scores, let shape):
            ErrorSentence(
                "\(path): dataset 'attention_scores' has the shape \(shape), expected [tiles, 1]",
                remedy: "write one score for each tile")
        case .wrongShape(let path, let dataset, let shape) where shape.count < 2:
            ErrorSentence(
                "\(path): dataset '\(dataset)' has the shape \(shape), a slide-level embedding, expected [tiles, width]",
                remedy: "give the features of the slide's tiles")
        case .wrongShape(let path, let dataset, let shape):
            ErrorSentence(
                "\(path): dataset '\(dataset)' has \(shape.count) dimensions \(shape), expected [tiles, width]",
                remedy: "export the features of one slide again")
        case .wrongType(let path, let dataset, let found, let expected):
            ErrorSentence(
                "\(path): dataset '\(dataset)' holds \(found), expected \(expected)", remedy: "export it again")
        case .noTiles(let path, let dataset, let shape):
            ErrorSentence(
                "\(path): dataset '\(dataset)' has the shape \(shape), no tile at all",
                remedy: "segment the tissue of this slide again")
        case .incomplete(let path, let dataset, let shape, let found):
            ErrorSentence(
                "\(path): dataset '\(dataset)' claims the shape \(shape), but \(found)", remedy: "export the file again"
            )

        case .missingCoordinates(let path, let found):
            ErrorSentence(
                "\(path): there is no dataset 'coords', the file holds \(listed(found))"
                    + (found.contains("patch_embeddings") ? ", as STAMP writes for multiplex images" : ""),
                remedy: "give the file that has the tiles' coordinates")
        case .noCoordinates(let path, let tileCount, let slide):
            ErrorSentence(
                "\(path): holds \(tileCount) tiles without coordinates, expected them in patches/\(slide).h5 or "
                    + "h5_files/\(slide).h5 near it, where TRIDENT and CLAM write them, or in \(slide).index.npz beside it, "
                    + "where slideflow does", remedy: "give the file that has the tiles' coordinates")
        case .differentTileCounts(let features, let featureCount, let coordinates, let coordinateCount):
            ErrorSentence(
                "\(coordinates): there are coordinates of \(coordinateCount) tiles, but features of \(featureCount) in "
                    + features, remedy: "give the coordinates that the features were made with")
        case .differentCoordinates(let features, let coordinates, let count, let firstTile):
            ErrorSentence(
                "\(coordinates): \(count == 1 ? "1 tile lies" : "\(count) tiles lie") elsewhere than \(features) says, "
                    + "the first is tile \(firstTile)", remedy: "give the coordinates that the features were made with")
        case .badCoordinates(let path, let count, let firstTile, let first):
            ErrorSentence(
                "\(path): \(count) coordinates are no level-0 pixels, the first is tile \(firstTile) at "
                    + "(\(plainNumber(first.x)), \(plainNumber(first.y)))", remedy: "export the coordinates again")
        case .badAttribute(let path, let holder, let attribute, let found, let expected, let instead):
            ErrorSentence(
                "\(path): attribute '\(attribute)' of \(holder.map { "'\($0)'" } ?? "the file") is \(found), "
                    + "expected \(expected)", remedy: "export the coordinates again or give \(instead)")
        case .missingTileSide(let path):
            ErrorSentence(
                "\(path): 'coords' does not say how large a tile is at level 0",
                remedy: "give the slide's coordinates file or the tile side in level-0 pixels")
        case .missingResolution(let path, let slide?, let implausible):
            ErrorSentence(
                "\(path): the coordinates are in micrometres, as STAMP writes them, and \(slide) does not say its "
                    + "resolution"
                    + (implausible.map { " (its tags say \(shortNumber($0)) micrometres a pixel, which no slide has)" }
                        ?? ""),
                remedy: "give the micrometres of a level-0 pixel")
        case .missingResolution(let path, nil, _):
            ErrorSentence(
                "\(path): the coordinates are in micrometres, as STAMP writes them, expected the slide's resolution to "
                    + "place them", remedy: "give the micrometres of a level-0 pixel, or the slide itself")
        case .contradiction(let path, let what, let statements):
            ErrorSentence(
                "\(path): \(what) is \(statements.joined(separator: " but ")), expected them to agree",
                remedy: what == .slideSize
                    ? "check that the files belong to one slide, or give the right size in level-0 pixels"
                    : "give the right one in level-0 pixels")
        case .scaledCoordinates(let path, let doubt): doubt.sentence(about: path)
        case .unlikeStride(let path, let side, let source, let stride, let expected, let scale):
            ErrorSentence(
                "\(path): the tile side is \(plainNumber(side)) px by \(source), but neighbours lie "
                    + "\(shortNumber(stride)) px apart, expected "
                    + (expected.map { "\(shortNumber($0)) px" } ?? "no gap between them"),
                remedy: scale == nil
                    ? "give a tile side of \(shortNumber(stride)) px (or \(plainNumber(side)) px if that is right)"
                    : "check the coordinates' scale")
        case .tilesOutside(
            let path, let count, let firstTile, let first, let side, let slideSize, let mpp, let reach, let scale):
            ErrorSentence(
                "\(path): \(count == 1 ? "1 tile" : "\(count) tiles") of \(shortNumber(side)) px "
                    + "\(count == 1 ? "lies" : "lie") outside the slide of \(slideSize) px, the first is tile \(firstTile) "
                    + "at (\(shortNumber(first.x)), \(shortNumber(first.y)))"
                    + (reach.map { "; the tiles reach to \($0) px" } ?? ""),
                remedy: "check the slide's size\(mpp == nil ? "" : ", the resolution")"
                    + "\(scale == nil ? "" : ", the coordinates' scale") and the tile side at level 0")
        case .badScores(let path, let count, let tileCount, let firstTile, let first):
            ErrorSentence(
                "\(path): \(count) of \(tileCount) scores are not finite numbers, the first is \(first) of tile "
                    + "\(firstTile)", remedy: "compute the scores again")
        case .notNumPy(let path, let found):
            ErrorSentence(
                "\(path): this is an archive of \(listed(Array(found.prefix(4)))), expected NumPy arrays",
                remedy: "save the arrays with numpy.savez")
        case .unusableArray(let path, let array, let found, let expected):
            ErrorSentence(
                "\(path): \(array.isEmpty ? "the array" : "array '\(printable(array))'") has \(found), expected \(expected)",
                remedy: "save it again with numpy.save or numpy.savez, as numbers")
        case .noArray(let path, let found, let expected):
            ErrorSentence(
                "\(path): holds \(found), expected \(expected)", remedy: "save that alone, or give another file")
        case .severalClasses(let path, let found, let classes):
            ErrorSentence(
                "\(path): has \(found), expected one score for each tile",
                remedy: "choose one of the classes \(briefly(classes))")
        case .noSuchClass(let path, let asked, let classes):
            ErrorSentence(
                "\(path): has no scores of the class '\(printable(asked))', expected one of \(briefly(classes))",
                remedy: "correct the class")
        case .unknownColumns(let path, let found):
            ErrorSentence(
                "\(path): has \(found), expected columns for the left and upper border of each tile and for its score",
                remedy: "name them")
        case .badTable(let path, let found, let expected):
            ErrorSentence("\(path): has \(found), expected \(expected)", remedy: "export the table again")
        case .largeAttribute(let path, let attribute, let byteCount, let limit):
            ErrorSentence(
                "\(path): cannot be written with \(byteCount) bytes of '\(attribute)', expected at most \(limit) in an "
                    + "HDF5 file", remedy: "write the scores to a .json file")
        case .notComposed(let path, let cause):
            ErrorSentence(
                "\(path): cannot be written (\(printable(cause)) in the HDF5 library)",
                remedy: "write the scores to a .json file")

        case .thumbnailAspect(let path, let width, let height, let slideSize, let bounds, let knowsSlide, let isTurned):
            ErrorSentence(
                "\(path): the thumbnail of \(width)x\(height) px has another aspect than the slide of \(slideSize) px"
                    + (bounds.map { " and than its scanned part, \($0) px" } ?? "")
                    + (isTurned ? " (its sides look exchanged: was it turned?)" : ""),
                remedy: (isTurned ? "turn it back, or " : "")
                    + "give a thumbnail of the whole slide, or the slide's right size"
                    + (knowsSlide ? "" : "; if it shows only the scanned part, give the slide itself too"))

        case .openSlideMissing(let path, let library, let package, let cause):
            ErrorSentence(
                "\(path): a whole slide is read by OpenSlide, but \(library) is not there (\(printable(cause)))",
                remedy: "install the package \(package) or give a thumbnail of the slide")
        case .slideFolder(let path):
            ErrorSentence(
                "\(path): this is a folder, expected a slide's own file",
                remedy: "of an MRXS slide give the .mrxs beside the folder")
        case .notASlide(let path, let looksLike):
            ErrorSentence(
                "\(path): OpenSlide finds no slide in this file, \(looksLike)",
                remedy: "give a whole slide such as .svs, .ndpi, .mrxs or a tiled TIFF")
        case .damagedSlide(let path, let cause):
            ErrorSentence(
                "\(path): the slide is damaged or cut short (\(printable(cause)))", remedy: "copy or export it again")
        case .unusableSlide(let path, let found, let expected):
            ErrorSentence("\(path): the slide has \(found), expected \(expected)", remedy: "export it again")
        }
    }
}

extension SlideError {
    /// A resolution that is missing although the slide itself is given, or because it is not.
    static func missingResolution(_ path: String, _ slide: SlideFacts?) -> SlideError {
        .missingResolution(path: path, slide: slide?.path, implausible: slide?.implausibleMpp)
    }
}

extension SlideError.Content? {
    fileprivate var remedy: String {
        switch self {
        case .scores: "this is a file of scores; give the slide's features file"
        case .coordinates: "this is a coordinates file; give the slide's features file"
        case .features: "this is a file of features; give a file of scores"
        case nil: "give the features file that TRIDENT, CLAM or STAMP wrote"
        }
    }
}

/// The first names as a list in a sentence, and how many more there are.
private func briefly(_ names: [String]) -> String {
    let shown = names.prefix(6).map(printable).joined(separator: ", ")
    return names.count > 6 ? "\(shown) and \(names.count - 6) more" : shown
}

/// Names as a list in a sentence.
private func listed(_ names: [String]) -> String {
    names.isEmpty ? "nothing" : names.map { "'\(printable($0))'" }.joined(separator: ", ")
}
