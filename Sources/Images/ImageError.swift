/// What can be wrong with an image or an output file; the description is a sentence for the person who runs the
/// program.
public enum ImageError: Error, Equatable, CustomStringConvertible {
    /// No file has this name.
    case missing(path: String)
    /// The name is that of something without an image in it, such as `a folder`.
    case notAFile(path: String, kind: String)
    /// The operating system refuses to read the file.
    case unreadable(path: String, reason: String)
    /// The file has no bytes.
    case empty(path: String)
    /// The file is neither PNG nor JPEG; `kind` is what its first bytes say it is.
    case notAnImage(path: String, kind: String?)
    /// The image breaks its format's rules, for a reason in libpng's or libjpeg's words.
    case damaged(path: String, reason: String)
    /// The image has more pixels than we are willing to hold.
    case tooLarge(path: String, size: String)
    /// The image claims more pixels than a file of so few bytes can hold.
    case implausible(path: String, size: String, byteCount: Int)
    /// The library that decodes the image is not installed; the reason is the loader's.
    case libraryMissing(path: String, library: String, package: String, reason: String)
    /// The folder that is to hold the output does not exist.
    case folderMissing(path: String, folder: String)
    /// The operating system refuses to write the output.
    case unwritable(path: String, reason: String)
    /// A note for the output has more bytes than other programs would read.
    case noteTooLong(path: String, keyword: String, byteCount: Int)

    /// One sentence: the file, what was found, what was expected, what to do.
    public var description: String {
        switch self {
        case .missing(let path):
            "\(path): no such file, expected a PNG or JPEG image; check the path"
        case .notAFile(let path, let kind):
            "\(path): is \(kind), expected a PNG or JPEG image; name the image file itself"
        case .unreadable(let path, let reason):
            "\(path): cannot be read (\(reason)), expected a PNG or JPEG image; check the file and its permissions"
        case .empty(let path):
            "\(path): is empty, expected a PNG or JPEG image; export the image again"
        case .notAnImage(let path, let kind?):
            "\(path): is \(kind), expected a PNG or JPEG image; convert it"
        case .notAnImage(let path, nil):
            "\(path): does not begin like an image, expected a PNG or JPEG image; check that it is the right file"
        case .damaged(let path, let reason):
            "\(path): is a damaged image (\(reason)), expected a whole one; export or copy the image again"
        case .tooLarge(let path, let size):
            "\(path): claims \(size) pixels, expected at most \(Image.maximumPixelCount); export the image smaller"
        case .implausible(let path, let size, let byteCount):
            "\(path): claims \(size) pixels, expected no more than its \(byteCount) bytes can hold; "
                + "export the image again"
        case .libraryMissing(let path, let library, let package, let reason):
            "\(path): is a JPEG image, expected the library \(library) to read it (\(reason)); "
                + "install the package \(package) or convert the image to PNG"
        case .folderMissing(let path, let folder):
            "\(path): cannot be written because \(folder) is not a folder; create the folder or choose another output"
        case .unwritable(let path, let reason):
            "\(path): cannot be written (\(reason)); choose another output or make room and permissions for this one"
        case .noteTooLong(let path, let keyword, let byteCount):
            "\(path): cannot be written with a note '\(keyword)' of \(byteCount) bytes, expected at most "
                + "\(PNGText.maximumByteCount); shorten it"
        }
    }
}
