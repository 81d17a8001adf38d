internal import Files
internal import Rendering
internal import Results
internal import Slides

/// The kind of a file, recognised by its content.
enum FileKind {
    case hdf5
    case png
    case jpeg
    case svg
    case pdf
    /// A map that linmil wrote as OME-TIFF.
    case omeTIFF
    /// A zip archive, a pickle, or a safetensors file.
    case checkpoint
    /// Scores that linmil wrote as JSON.
    case scores
    /// A table of scores, such as a CSV file.
    case table
    /// Features or scores that NumPy or `torch.save` wrote.
    case array
    /// A file that OpenSlide opens.
    case slide

    /// Reads the beginning of a file.
    init(of path: String) throws {
        let beginning: [UInt8]
        do { beginning = try InputFile.beginning(of: path, count: FileFormat.signatureLength) } catch {
            if case .endsReader = error { throw error }
            throw Unknown(path: path, found: Self.reason(error))
        }
        guard !beginning.isEmpty else { throw Unknown(path: path, found: "is empty") }
        switch FileFormat(of: beginning) {
        case .hdf5: self = .hdf5
        case .png: self = .png
        // OpenSlide reads some of its maps, too.
        case .tiff where EmbeddedRecord.isInside(path, at: .ome),
            .bigTIFF where EmbeddedRecord.isInside(path, at: .ome):
            self = .omeTIFF
        case .pdf: self = .pdf
        // Check for slides before JPEG: a MIRAX slide begins with a picture of its label.
        case _ where (try? WholeSlide.vendor(of: path)) != nil: self = .slide
        case .jpeg: self = .jpeg
        case .numPy: self = .array
        case .zip, .pickle, .safetensors: self = FeatureFile.isArrayOfTiles(path) ? .array : .checkpoint
        case .json: self = .scores
        case .svg, .xml: self = .svg
        // OpenSlide does not know the file, or is not installed. Opening it as a slide gives the reason.
        case .tiff, .bigTIFF: self = .slide
        case nil where FileSummary.isHDF5(path: path): self = .hdf5
        case nil where ScoreFile.isTable(path): self = .table
        case nil: throw Unknown(path: path, found: "is not of a kind that linmil reads")
        case let other?: throw Unknown(path: path, found: "is \(other)")
        }
    }

    private static func reason(_ error: FileError) -> String {
        switch error {
        case .missing: "does not exist"
        case .folder: "is a folder"
        case .notRegular: "is a pipe or a device"
        case .unreadable(_, let reason): "cannot be read (\(reason))"
        case .changed: "changed while it was read"
        case .endsReader, .tooLarge, .folderMissing, .unwritable, .diskFull: "cannot be read"
        }
    }

    /// A file that linmil cannot read, or whose kind it does not know.
    struct Unknown: Error, CustomStringConvertible {
        let path: String
        let found: String

        var description: String {
            "\(path): \(found), expected an HDF5 file, a checkpoint (.safetensors or PyTorch's .pt), a PNG, JPEG or SVG "
                + "image, a PDF, a slide that OpenSlide opens, or scores in JSON, CSV or NumPy's formats; check the path"
        }
    }
}
