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
}
