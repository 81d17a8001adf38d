public import Files

/// Why an image cannot be read or written. Each description is one sentence.
public enum ImageError: Error, Equatable, Sendable {
    /// The file cannot be read or written, whatever it holds.
    case file(FileError)
    /// The file has no bytes.
    case empty(path: String)
    /// The file is neither PNG nor JPEG; `kind` is what its first bytes say it is.
    case notAnImage(path: String, kind: String?)
    /// The file is a TIFF image or a slide; `kind` says which.
    case slide(path: String, kind: String)
    /// The image breaks its format's rules, for a reason in libpng's or libjpeg's words.
    case damaged(path: String, reason: String)
    /// The image has more than `Image.maximumPixelCount` pixels.
    case tooLarge(path: String, size: String)
    /// The image has a side of more than `PictureFile.longestSide` pixels.
    case tooLong(path: String, size: String)
    /// The image has more than `Image.maximumPixelCount` pixels and can only be decoded as a whole; `kind` says why.
    case indivisible(path: String, kind: String, size: String)
    /// The image claims more pixels than a file of so few bytes can hold.
    case implausible(path: String, size: String, byteCount: Int)
    /// The library that decodes the image is not installed; the reason is the loader's.
    case libraryMissing(path: String, library: String, package: String, reason: String)
    /// The library that encodes the output is not installed; the reason is the loader's.
    case encoderMissing(path: String, library: String, package: String, reason: String)
    /// The output has a side of more pixels than a JPEG can have.
    case tooLongForJPEG(path: String, size: String)
    /// The output cannot be encoded, for a reason in libjpeg's words.
    case notEncoded(path: String, reason: String)
    /// A note for the output has more bytes than other programs would read.
    case noteTooLong(path: String, keyword: String, byteCount: Int)
}

extension ImageError: CustomStringConvertible {
    /// One sentence: the file, what was found, what was expected, what to do.
    public var description: String { sentence.text }

    /// The same, with what to do apart.
    package var sentence: ErrorSentence {
        switch self {
        case .file(let error):
            ErrorSentence(error.sentence(expecting: "a PNG or JPEG image"))
        case .empty(let path):
            ErrorSentence("\(path): is empty, expected a PNG or JPEG image", remedy: "export the image again")
        case .notAnImage(let path, let kind?):
            ErrorSentence("\(path): is \(kind), expected a PNG or JPEG image", remedy: "convert it")
        case .notAnImage(let path, nil):
            ErrorSentence(
                "\(path): does not begin like an image, expected a PNG or JPEG image",
                remedy: "check that it is the right file")
        case .slide(let path, let kind):
            ErrorSentence(
                "\(path): is \(kind), expected a PNG or JPEG image", remedy: "convert it, or open it as a whole slide")
        case .damaged(let path, let reason):
            ErrorSentence(
                "\(path): is a damaged image (\(reason)), expected a whole one",
                remedy: "export or copy the image again")
        case .tooLarge(let path, let size):
            ErrorSentence(
                "\(path): claims \(size) pixels, expected at most \(Image.maximumPixelCount) in all",
                remedy: "export the image smaller")
        case .tooLong(let path, let size):
            ErrorSentence(
                "\(path): claims \(size) pixels, expected sides of at most \(PictureFile.longestSide)",
                remedy: "export the image smaller")
        case .indivisible(let path, let kind, let size):
            ErrorSentence(
                "\(path): is \(kind) of \(size) pixels, which can only be read as a whole, expected at most "
                    + "\(Image.maximumPixelCount) pixels of that kind",
                remedy: "save the image as a baseline JPEG, or as a PNG without interlacing")
        case .implausible(let path, let size, let byteCount):
            ErrorSentence(
                "\(path): claims \(size) pixels, expected no more than its \(byteCount) bytes can hold",
                remedy: "export the image again")
        case .libraryMissing(let path, let library, let package, let reason):
            ErrorSentence(
                "\(path): is a JPEG image, expected the library \(library) to read it (\(reason))",
                remedy: "install the package \(package) or convert the image to PNG")
        case .encoderMissing(let path, let library, let package, let reason):
            ErrorSentence(
                "\(path): cannot be written as JPEG (\(reason)), expected the library \(library)",
                remedy: "install the package \(package) or write a PNG")
        case .tooLongForJPEG(let path, let size):
            ErrorSentence(
                "\(path): cannot be written as JPEG with \(size) pixels, expected sides of at most "
                    + "\(JPEGEncoder.longestSide)", remedy: "ask for fewer pixels or write a PNG")
        case .notEncoded(let path, let reason):
            ErrorSentence(
                "\(path): cannot be written as JPEG (\(reason)), expected memory for it",
                remedy: "ask for fewer pixels or write a PNG")
        case .noteTooLong(let path, let keyword, let byteCount):
            ErrorSentence(
                "\(path): cannot be written with a note '\(keyword)' of \(byteCount) bytes, expected at most "
                    + "\(PictureText.maximumByteCount)", remedy: "shorten it")
        }
    }
}
