internal import Files
internal import Slides

/// What a file is, by its first bytes.
enum FileKind {
    case hdf5
    case png
    case jpeg
    case svg
    /// A zip archive, a bare pickle, or the length and brace with which safetensors begins.
    case checkpoint
    /// JSON: scores that linmil wrote.
    case scores
    /// Whatever OpenSlide opens.
    case slide

    /// Looks at the beginning of a file.
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
        // Before JPEG: a MIRAX slide begins with a picture of its label.
        case _ where (try? WholeSlide.vendor(of: path)) != nil: self = .slide
        case .jpeg: self = .jpeg
        case .zip, .pickle, .safetensors: self = .checkpoint
        case .json: self = .scores
        case .svg, .xml: self = .svg
        // OpenSlide does not know it, or is not installed: it says itself why.
        case .tiff, .bigTIFF: self = .slide
        case nil: throw Unknown(path: path, found: "begins like no file that linmil reads")
        case let other?: throw Unknown(path: path, found: "is \(other)")
        }
    }

    private static func reason(_ error: FileError) -> String {
        switch error {
        case .missing: "does not exist"
        case .folder: "is a folder"
        case .notRegular: "is a pipe or a device"
        case .unreadable(_, let reason): "cannot be read (\(reason))"
        case .endsReader, .tooLarge, .folderMissing, .unwritable, .diskFull: "cannot be read"
        }
    }

    /// A file of no kind that linmil knows.
    struct Unknown: Error, CustomStringConvertible {
        let path: String
        let found: String

        var description: String {
            "\(path): \(found), expected an HDF5 file, a checkpoint (.safetensors or PyTorch's .pt), a PNG, JPEG or SVG "
                + "image, a slide that OpenSlide opens, or scores in JSON; check the path"
        }
    }
}
