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

    /// Finds all libraries that linmil uses, before this process has a second thread.
    static func all() -> [LibraryUse] {
        let probes = [
            LibraryProbe("libturbojpeg", package: "libturbojpeg0") { PictureLibraries.jpeg },
            LibraryProbe("librsvg", package: "librsvg2-2") { FigureLibraries.svg },
            LibraryProbe("font", package: "libfontconfig1") { FigureLibraries.font },
            LibraryProbe("OpenSlide", package: "libopenslide0") { SlideLibraries.openSlide },
            LibraryProbe("libdeflate", package: "libdeflate0") { Inflation.libdeflate },
        ]
        let (jpeg, svg, font) = (probes[0].library, probes[1].library, probes[2].library)
        let (openSlide, deflate) = (probes[3].library, probes[4].library)
        let lacksText = [svg, font].contains { $0.missing != nil } && !probes[1...2].contains(where: \.isDangerous)
        let replacement = lacksText && FigureLibraries.drawsText ? "the fonts beside the program" : nil
        return [
            LibraryUse(library: SlideLibraries.hdf5, purpose: "features and scores (.h5)"),
            LibraryUse(library: PictureLibraries.png, purpose: "PNG pictures"),
            LibraryUse(
                library: deflate, purpose: "PNG pictures and compressed features in less time", replacement: "zlib"),
            LibraryUse(library: jpeg, purpose: "JPEG pictures, such as TRIDENT's thumbnails"),
            LibraryUse(
                library: svg, purpose: "text of figures as PNG, JPEG and PDF (--legend, --panels); SVG needs none",
                replacement: replacement),
            LibraryUse(library: font, purpose: "the letters of that text", replacement: replacement),
            LibraryUse(
                library: openSlide, purpose: "slides (--slide, --slides)",
                formats: openSlide.version.map(SlideLibraries.formats)),
        ]
    }
}
