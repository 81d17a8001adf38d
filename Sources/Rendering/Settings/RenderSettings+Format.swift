extension RenderSettings {
    /// What a format cannot hold of the settings, and what it can; nil if it can hold everything.
    ///
    /// - Parameter ground: what the heatmap is drawn on.
    package func misfit(in format: PictureFormat, over ground: Ground?) -> (what: String, expected: String)? {
        switch format {
        case _ where values && !format.isMap: ("scores as numbers", "an OME-TIFF (.ome.tif)")
        case .omeTIFF where isFigure(as: format): ("text", "the map alone, without a legend, panels or a page")
        case .omeTIFF where values && (outline != nil || compatible != nil || style != .tiles):
            ("scores as numbers in another style", "sharp tiles, without an outline and no other program's pixels")
        case .omeTIFF where compatible != nil:
            ("pixels as another program draws them", "the map alone, which such pixels are not")
        case .jpeg where ground == .transparent && !isFigure(as: format):
            ("transparency", "a background that is white or the slide's picture, or a PNG")
        default: nil
        }
    }

    /// Refuses settings that a format cannot hold.
    func check(for format: PictureFormat, over ground: Ground) throws(RenderingError) {
        guard let (what, expected) = misfit(in: format, over: ground) else { return }
        throw .unsuitable(format, what: what, expected: expected)
    }
}
