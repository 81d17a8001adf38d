package import Files

/// Why a figure cannot be made. The description is one sentence.
public enum FigureError: Error, Equatable, Sendable {
    /// A library that draws the raster figure is not installed; the reason is the loader's.
    case libraryMissing(library: String, package: String, reason: String)
    /// There is no font to draw letters with.
    case fontsMissing
    /// The page would have more pixels than a figure may have.
    case tooLarge(size: String)
    /// A page has no room for a picture besides the text.
    case pageTooLow(height: Double)
    /// The library that draws could not, for a reason in its own words.
    case notDrawn(reason: String)
}

extension FigureError: CustomStringConvertible {
    /// One sentence: what was found, what was expected, what to do.
    public var description: String { sentence.text }

    /// The same, with what to do apart.
    package var sentence: ErrorSentence {
        switch self {
        case .libraryMissing(let library, let package, let reason):
            ErrorSentence(
                "a figure as PNG takes the library \(library) to draw its text (\(reason))",
                remedy: "install the package \(package), or write the figure as SVG")
        case .fontsMissing:
            ErrorSentence(
                "a figure as PNG takes a font to draw its text with, and this machine has none that fontconfig knows",
                remedy: "install the package fonts-dejavu-core, or write the figure as SVG")
        case .tooLarge(let size):
            ErrorSentence(
                "the figure would have \(size) pixels, expected at most \(Drawing.maximumPixelCount) in all",
                remedy: "ask for fewer pixels or pictures")
        case .pageTooLow(let height):
            ErrorSentence(
                "a figure of at most \(NumberText.short(height, digits: 4, trimmed: true)) mm has no room for its pictures "
                    + "beside its text", remedy: "allow more height, or leave the header out")
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
