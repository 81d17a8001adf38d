internal import Files
internal import Slides

/// A file by its name, without folders, and the fingerprint of its bytes.
///
/// Folders are left out because pictures, score files and pages are sent to others, and folder names can identify
/// patients.
public struct FileReference: Sendable, Equatable {
    /// The file's name.
    public let name: String
    /// `sha256:` and the hash of the file's bytes. For a whole slide, `openslide-quickhash-1:` and OpenSlide's hash.
    /// nil if unknown.
    public let fingerprint: String?

    /// Refers to a file. Folders in the path are dropped.
    public init(_ path: String, fingerprint: String?) {
        (name, self.fingerprint) = (FilePath.fileName(of: PathText.text(path)), fingerprint)
    }
}

extension FileReference: Codable {
    private enum CodingKeys: CodingKey { case name, path, fingerprint }

    /// Decodes a reference. Version 0.2.0 wrote a path instead of the name.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let name = try container.decodeIfPresent(String.self, forKey: .name)
        self.init(
            try name ?? container.decode(String.self, forKey: .path),
            fingerprint: try container.decodeIfPresent(String.self, forKey: .fingerprint))
    }

    /// Encodes both fields, an unknown fingerprint as null.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(fingerprint, forKey: .fingerprint)
    }
}
