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

    /// All libraries that linmil uses.
    static var all: [LibraryUse] {
        let openSlide = SlideLibraries.openSlide
        return [
            LibraryUse(library: SlideLibraries.hdf5, purpose: "features and scores (.h5)"),
            LibraryUse(library: PictureLibraries.png, purpose: "PNG pictures"),
            LibraryUse(library: PictureLibraries.jpeg, purpose: "JPEG pictures, such as TRIDENT's thumbnails"),
            LibraryUse(
                library: FigureLibraries.svg, purpose: "text of PNG figures (--legend, --panels); SVG needs none"),
            LibraryUse(library: FigureLibraries.font, purpose: "the letters of that text"),
            LibraryUse(
                library: openSlide, purpose: "slides (--slide, --slides)",
                formats: openSlide.version.map(SlideLibraries.formats)),
        ]
    }
}
