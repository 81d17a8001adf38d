internal import Files
internal import Images
internal import Rendering
internal import Slides

/// A library, what linmil uses it for, and what it does without it.
struct LibraryUse: Encodable {
    let library: UsedLibrary
    let purpose: String
    /// The formats that it reads, if it has several.
    var formats: [String]?
    /// What is used in its place if it is missing; nil if nothing is.
    var replacement: String?

    /// Whether it is missing, and nothing takes its place.
    var isMissing: Bool { library.missing != nil && replacement == nil }

    /// All libraries that linmil uses.
    static var all: [LibraryUse] {
        let openSlide = SlideLibraries.openSlide
        let (svg, font) = (FigureLibraries.svg, FigureLibraries.font)
        let lacksText = [svg, font].contains { $0.missing != nil }
        let replacement = lacksText && FigureLibraries.drawsText ? "the fonts beside the program" : nil
        return [
            LibraryUse(library: SlideLibraries.hdf5, purpose: "features and scores (.h5)"),
            LibraryUse(library: PictureLibraries.png, purpose: "PNG pictures"),
            LibraryUse(library: PictureLibraries.jpeg, purpose: "JPEG pictures, such as TRIDENT's thumbnails"),
            LibraryUse(
                library: svg, purpose: "text of PNG figures (--legend, --panels); SVG needs none",
                replacement: replacement),
            LibraryUse(library: font, purpose: "the letters of that text", replacement: replacement),
            LibraryUse(
                library: openSlide, purpose: "slides (--slide, --slides)",
                formats: openSlide.version.map(SlideLibraries.formats)),
        ]
    }
}
