internal import Files

/// The file formats that checkpoints come in.
enum CheckpointFormat {
    case safetensors
    /// PyTorch's zip archive.
    case archive
    /// PyTorch's format from before version 1.6, a sequence of pickles and storages.
    case stream

    /// Finds the format by the file's first bytes. The file's name is not reliable.
    ///
    /// - Throws: ``CheckpointError`` with the reason where the format is known but not read, such as a sharded index.
    init(of file: CheckpointFile) throws(CheckpointError) {
        let format = FileFormat(of: file.beginning(FileFormat.signatureLength))
        if let other = OtherCheckpoint(file) { throw .otherCheckpoint(path: file.path, other) }
        switch format {
        case .zip: self = .archive
        case .safetensors: self = .safetensors
        case .pickle where Self.isStream(file): self = .stream
        case _ where file.count == 0: throw .unknownFormat(path: file.path, found: "empty")
        default:
            throw .unknownFormat(path: file.path, found: format?.description ?? "a file of unknown format")
        }
    }

    /// Whether the file begins with the pickle of 0x1950a86a20f9469cfc6c. From protocol 4 on there is a frame around it.
    private static func isStream(_ file: CheckpointFile) -> Bool {
        let magic: [UInt8] = [0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
        return [2, 11].contains { file.has(magic, at: $0) }
    }
}
