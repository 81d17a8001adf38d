internal import Glibc
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
    init(of path: String) throws(Unknown) {
        // Without O_NONBLOCK the opening of a pipe would wait for its other end.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        defer { if descriptor >= 0 { close(descriptor) } }
        var bytes = [UInt8](repeating: 0, count: 9)
        let count = descriptor < 0 ? -1 : unsafe read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw Unknown(path: path, found: Self.reason(errno)) }
        guard count > 0 else { throw Unknown(path: path, found: "is empty") }
        let start = bytes.prefix(count)
        if start.starts(with: [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]) {
            self = .hdf5
        } else if start.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) {
            self = .png
        } else if (try? WholeSlide.vendor(of: path)) != nil {
            // Before JPEG: a MIRAX slide begins with a picture of its label.
            self = .slide
        } else if start.starts(with: [0xff, 0xd8, 0xff]) {
            self = .jpeg
        } else if start.starts(with: Array("PK".utf8)) || start[0] == 0x80
            || count == 9 && start[8] == UInt8(ascii: "{")
        {
            self = .checkpoint
        } else if start[0] == UInt8(ascii: "{") {
            self = .scores
        } else if start.starts(with: Array("<?xml ".utf8)) || start.starts(with: Array("<svg".utf8)) {
            self = .svg
        } else if start.starts(with: Array("II".utf8)) || start.starts(with: Array("MM".utf8)) {
            // TIFF, which OpenSlide does not know, or cannot be asked: it says itself why.
            self = .slide
        } else {
            throw Unknown(path: path, found: "begins like no file that linmil reads")
        }
    }

    private static func reason(_ code: Int32) -> String {
        switch code {
        case ENOENT, ENOTDIR: "does not exist"
        case EISDIR: "is a folder"
        case EACCES, EPERM: "may not be read"
        default: "cannot be read (error \(code))"
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
