package import Files

/// Why a figure cannot be made. The description is one sentence.
public enum FigureError: Error, Equatable, Sendable {
    /// A library that a figure other than SVG needs is not installed. The reason comes from the loader.
    case libraryMissing(library: String, package: String, reason: String)
    /// No font is installed.
    case fontsMissing
    /// The page would have more pixels than a figure may have.
    case tooLarge(size: String)
    /// The page has room for the text, but not for a picture.
    case pageTooLow(height: Double)
    /// A drawing library failed. The reason is its own message.
    case notDrawn(reason: String)
}

extension FigureError: CustomStringConvertible {
    /// One sentence: what was found, what was expected, what to do.
    public var description: String { sentence.text }

    /// The same sentence, with the remedy kept apart.
    package var sentence: ErrorSentence {
        switch self {
        case .libraryMissing(let library, let package, let reason):
            ErrorSentence(
                "a figure as PNG, JPEG or PDF needs the library \(library) to draw its text (\(reason))",
                remedy: "install the package \(package), or write the figure as SVG")
        case .fontsMissing:
            ErrorSentence(
                "a figure as PNG, JPEG or PDF needs a font to draw its text, and fontconfig finds none on this machine",
                remedy: "install the package fonts-dejavu-core, or write the figure as SVG")
        case .tooLarge(let size):
            ErrorSentence(
                "the figure would have \(size) pixels, expected at most \(Drawing.maximumPixelCount) in all",
                remedy: "ask for fewer pixels or pictures")
        case .pageTooLow(let height):
            ErrorSentence(
                "a figure at most \(NumberText.short(height, digits: 4, trimmed: true)) mm high has no room for its "
                    + "pictures beside its text", remedy: "allow more height, or leave out the header")
        case .notDrawn(let reason):
            ErrorSentence(
                "the figure could not be drawn (\(reason)), expected librsvg and cairo to draw it",
                remedy: "write it as SVG")
        }
    }
}

extension FigureError {
    init(_ missing: RuntimeLibrary.Missing) {
        self = .libraryMissing(library: missing.name, package: missing.package, reason: missing.reason)
    }
}
