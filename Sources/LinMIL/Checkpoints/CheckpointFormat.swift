internal import Files

/// The file formats that checkpoints come in.
enum CheckpointFormat {
    case safetensors, pyTorch

    /// Finds the format by the file's first bytes. The file's name is not reliable.
    ///
    /// - Throws: ``CheckpointError`` with the reason where the format is known but not read, such as PyTorch's old one.
    init(of file: CheckpointFile) throws(CheckpointError) {
        let format = FileFormat(of: file.bytes.prefix(FileFormat.signatureLength))
        switch format {
        case .zip: self = .pyTorch
        case .safetensors: self = .safetensors
        case _ where file.has(Self.legacyMagic, at: 0): throw .legacyPyTorch(path: file.path)
        case _ where file.bytes.isEmpty: throw .unknownFormat(path: file.path, found: "empty")
        default:
            throw .unknownFormat(path: file.path, found: format?.description ?? "a file of unknown format")
        }
    }

    /// The pickle of 0x1950a86a20f9469cfc6c, which files from before PyTorch 1.6 begin with.
    private static let legacyMagic: [UInt8] =
        [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
}
