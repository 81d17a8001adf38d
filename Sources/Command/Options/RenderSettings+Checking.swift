internal import ArgumentParser
internal import Heatmaps
internal import Rendering

extension RenderSettings {
    /// Refuses settings that contradict each other. The errors name the options.
    func validate() throws {
        if compatible != nil {
            if style != .tiles || selection != .all || outline != nil {
                throw ValidationError(
                    "'--compatible' draws all tiles as that tool does; leave out the other drawing options.")
            }
            if ![nil, .rank].contains(normalization) || maxSide != nil || page != nil {
                throw ValidationError(
                    "'--compatible' draws ranks at that tool's size; leave out --normalize, --max-side and --width.")
            }
        }
        try (normalization ?? .rank).validate(range)
        if page != nil, maxSide != nil {
            throw ValidationError("'--max-side' and '--width' both set the size of the picture; give one.")
        }
    }

    /// Refuses settings that the file's format cannot hold. The errors name the options.
    func validate(for format: PictureFormat) throws {
        if format.isMap {
            let ofFigures = [
                ("--legend", legend), ("--panels", panels), ("--width", page != nil), ("--no-header", !header),
            ].filter(\.1).map(\.0)
            if !ofFigures.isEmpty {
                throw ValidationError(
                    "An OME-TIFF holds the map alone; leave out \(ofFigures.joined(separator: " and ")), or write a .png or "
                        + ".pdf file.")
            }
            if ![nil, .transparent].contains(ground) {
                throw ValidationError("An OME-TIFF holds the map alone, without a background; leave out --background.")
            }
            if compatible != nil {
                throw ValidationError("'--compatible' draws on a background; leave it out for an OME-TIFF.")
            }
            if values, outline != nil || style != .tiles {
                throw ValidationError("'--values' writes the tiles' scores; leave out --outline and --style smooth.")
            }
        } else if values {
            throw ValidationError("'--values' writes numbers, which only an OME-TIFF holds; name a .ome.tif file.")
        }
        if misfit(in: format, over: ground) != nil {
            throw ValidationError(
                "'--background none' makes a transparent picture, and a JPEG has no transparency; name a .png file, or "
                    + "choose '--background white'.")
        }
    }
}
