/// The file formats that checkpoints come in.
enum CheckpointFormat {
    case safetensors, pyTorch

    /// Tells the format by the file's first bytes; its name says nothing that can be relied on.
    ///
    /// - Throws: ``CheckpointError`` with the reason where the format is known but not read, such as PyTorch's old one.
    init(of file: CheckpointFile) throws(CheckpointError) {
        if file.has(Array("PK\u{3}\u{4}".utf8), at: 0) {
            self = .pyTorch
        } else if file.has([UInt8(ascii: "{")], at: 8) {
            self = .safetensors
        } else if file.has(Self.legacyMagic, at: 0) {
            throw .legacyPyTorch(path: file.path)
        } else {
            throw .unknownFormat(path: file.path, found: Self.guess(file))
        }
    }

    /// The pickle of 0x1950a86a20f9469cfc6c, which files from before PyTorch 1.6 begin with.
    private static let legacyMagic: [UInt8] =
        [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]

    private static func guess(_ file: CheckpointFile) -> String {
        if file.bytes.isEmpty { return "empty" }
        if file.has(Array("version https://git-lfs".utf8), at: 0) { return "a Git LFS pointer (run git lfs pull)" }
        if file.has(Array("\u{89}HDF".unicodeScalars.map { UInt8($0.value) }), at: 0) { return "an HDF5 file" }
        if file.has([0x80], at: 0) { return "a bare Python pickle" }
        return "a file of unknown format"
    }
}
