/// The size of a slide's level-0 pixels, and what says so.
public struct SlideResolution: Equatable, Sendable {
    /// Micrometres of a level-0 pixel along x and y.
    public let mpp: SIMD2<Double>
    /// What says so.
    public let source: Source

    /// Where STAMP and TRIDENT find a resolution, in this order.
    public enum Source: Equatable, Sendable {
        /// OpenSlide knows it from the slide's format.
        case openSlide
        /// `PixelSizeMicrons` in the slide's comment, as PerkinElmer's and Akoya's slides have it.
        case comment
        /// `PhysicalSizeX` and `PhysicalSizeY` in OME-XML, in the TIFF's description.
        case omeXML
        /// The TIFF's resolution tags.
        case tags
    }

    /// A resolution that tags state and no slide has: a printer's or a screen's, in micrometres.
    struct Implausible: Error, Equatable {
        let mpp: Double
    }

    /// Finds the resolution in OpenSlide's properties; nil if nothing states it.
    ///
    /// - Parameters:
    ///   - size: the slide's size, by which its image is told from others in OME-XML.
    ///   - property: returns a property of the slide by its name.
    static func find(size: SlideSize, property: (String) -> String?) throws(Implausible) -> SlideResolution? {
        func positive(_ name: String) -> Double? {
            property(name).flatMap { Double($0) }.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
        }
        if let x = positive("openslide.mpp-x"), let y = positive("openslide.mpp-y") {
            return SlideResolution(mpp: SIMD2(x, y), source: .openSlide)
        }
        let descriptions = ["openslide.comment", "tiff.ImageDescription"].compactMap(property)
        for text in descriptions {
            guard let start = text.firstRange(of: "<PixelSizeMicrons>")?.upperBound,
                let mpp = Double(text[start...].prefix { $0 != "<" }.filter { !$0.isWhitespace }),
                SlideFacts.isResolution(mpp)
            else { continue }
            return SlideResolution(mpp: SIMD2(mpp, mpp), source: .comment)
        }
        for text in descriptions {
            guard let mpp = OMEXML(text).pixelSize(of: size) else { continue }
            return SlideResolution(mpp: mpp, source: .omeXML)
        }
        let units = ["centimeter": 10_000.0, "inch": 25_400]
        guard let unit = property("tiff.ResolutionUnit").flatMap({ units[$0.lowercased()] }),
            let x = positive("tiff.XResolution")
        else { return nil }
        let mpp = SIMD2(unit / x, unit / (positive("tiff.YResolution") ?? x))
        for mpp in [mpp.x, mpp.y] where !plausibleTags.contains(mpp) { throw Implausible(mpp: mpp) }
        return SlideResolution(mpp: mpp, source: .tags)
    }

    /// Micrometres a pixel that tags may state. Programs that know no resolution write a default: 72 or 96 dpi, or a pixel
    /// a millimetre. 20 micrometres are half of a microscope's lowest power, and 1270 dpi.
    static let plausibleTags = 0.01...20.0
}

extension SlideResolution.Source: CustomStringConvertible {
    /// The source in a few words.
    public var description: String {
        switch self {
        case .openSlide: "OpenSlide"
        case .comment: "PixelSizeMicrons in the slide's comment"
        case .omeXML: "PhysicalSizeX in its OME-XML"
        case .tags: "its TIFF resolution tags"
        }
    }
}
