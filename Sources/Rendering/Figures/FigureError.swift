internal import Files

/// Why a figure cannot be made; the description is a sentence for the person who runs the program.
public enum FigureError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A library that draws the raster figure is not installed; the reason is the loader's.
    case libraryMissing(library: String, package: String, reason: String)
    /// There is no font to draw letters with.
    case fontsMissing
    /// The page would have more pixels than we are willing to hold.
    case tooLarge(size: String)
    /// A page has no room for a picture besides the text.
    case pageTooLow(height: Double)
    /// The library that draws could not, for a reason in its own words.
    case notDrawn(reason: String)

    /// One sentence: what was found, what was expected, what to do.
    public var description: String {
        switch self {
        case .libraryMissing(let library, let package, let reason):
            "a figure as PNG takes the library \(library) to draw its text (\(reason)); install the package "
                + "\(package), or write the figure as SVG"
        case .fontsMissing:
            "a figure as PNG takes a font to draw its text with, and this machine has none that fontconfig knows; "
                + "install the package fonts-dejavu-core, or write the figure as SVG"
        case .tooLarge(let size):
            "the figure would have \(size) pixels, expected at most \(Drawing.maximumPixelCount) in all; ask for fewer "
                + "pixels or pictures"
        case .pageTooLow(let height):
            "a figure of at most \(NumberText.short(height, digits: 4, trimmed: true)) mm has no room for its pictures beside its "
                + "text; give --max-height more, or leave the header out"
        case .notDrawn(let reason):
            "the figure could not be drawn (\(reason)), expected librsvg and cairo to draw it; write it as SVG"
        }
    }
}

extension FigureError {
    init(_ missing: RuntimeLibrary.Missing) {
        self = .libraryMissing(library: missing.name, package: missing.package, reason: missing.reason)
    }
}
