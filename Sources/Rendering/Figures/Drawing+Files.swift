internal import Images

extension Drawing {
    /// Writes the page to a file of any format of figures, which appears whole or not at all.
    ///
    /// - Parameters:
    ///   - notes: what made the figure, for people and for programs.
    ///   - record: the same for programs, as JSON. It is also one of the notes.
    /// - Throws: `FigureError` if text cannot be drawn, `ImageError` if the file cannot be written.
    func write(to path: String, as format: PictureFormat, notes: PictureNotes, record: String) throws {
        switch format {
        case .png: try raster().writePNG(to: path, notes: notes)
        case .jpeg: try raster().writeJPEG(to: path, notes: notes)
        case .svg: try writeSVG(to: path, record: EmbeddedRecord(json: record))
        case .pdf: try writePDF(to: path, record: record)
        case .omeTIFF: preconditionFailure("an OME-TIFF has no text")
        }
    }
}
