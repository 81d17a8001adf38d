/// OME-XML, the description that OME-TIFF files have, read for the size of a pixel alone.
///
/// The text may be damaged: what cannot be read is skipped.
struct OMEXML {
    private let text: String

    init(_ text: String) { self.text = text }

    /// Returns the micrometres of a pixel along x and y, of the image that has a size, or else of the first image; nil
    /// where no length is stated.
    func pixelSize(of size: SlideSize) -> SIMD2<Double>? {
        let images = elements(named: "Pixels")
        let own = images.first {
            $0["SizeX"].flatMap { Int($0) } == size.width && $0["SizeY"].flatMap { Int($0) } == size.height
        }
        guard let pixels = own ?? images.first, let x = Self.micrometres("PhysicalSizeX", in: pixels) else {
            return nil
        }
        return SIMD2(x, Self.micrometres("PhysicalSizeY", in: pixels) ?? x)
    }

    private static func micrometres(_ name: String, in attributes: [String: String]) -> Double? {
        guard let length = attributes[name].flatMap({ Double($0) }),
            let unit = micrometres[attributes[name + "Unit"] ?? "µm"]
        else { return nil }
        return SlideFacts.isResolution(length * unit) ? length * unit : nil
    }

    /// Micrometres of a unit. OME's schema has more, with which nobody measures pixels, and two that are no lengths:
    /// `pixel` and `reference frame`. The letter is U+00B5 in its schema, and often U+03BC or `u`.
    private static let micrometres: [String: Double] = [
        "µm": 1, "μm": 1, "um": 1, "nm": 1e-3, "mm": 1e3, "cm": 1e4, "m": 1e6, "pm": 1e-6, "Å": 1e-4, "in": 25_400,
        "thou": 25.4,
    ]

    /// The attributes of all elements of a name, whatever their namespace is called.
    private func elements(named name: String) -> [[String: String]] {
        var found: [[String: String]] = []
        var rest = text[...]
        while let start = rest.firstIndex(of: "<") {
            rest = rest[start...]
            if rest.hasPrefix("<!--") {
                rest = rest.firstRange(of: "-->").map { rest[$0.upperBound...] } ?? ""
                continue
            }
            rest.removeFirst()
            let tag = rest.prefix { !$0.isWhitespace && $0 != ">" && $0 != "/" && $0 != "<" }
            rest = rest[tag.endIndex...]
            if tag.split(separator: ":").last.map(String.init) == name { found.append(Self.attributes(&rest)) }
        }
        return found
    }

    /// Reads the attributes up to the end of a tag.
    private static func attributes(_ rest: inout Substring) -> [String: String] {
        var attributes: [String: String] = [:]
        while true {
            rest = rest.drop { $0.isWhitespace }
            let name = rest.prefix { !$0.isWhitespace && !"=>/<".contains($0) }
            rest = rest[name.endIndex...].drop { $0.isWhitespace }
            guard !name.isEmpty, rest.popFirst() == "=" else { return attributes }
            rest = rest.drop { $0.isWhitespace }
            guard let quote = rest.popFirst(), quote == "\"" || quote == "'" else { return attributes }
            let value = rest.prefix { $0 != quote }
            rest = rest[value.endIndex...].dropFirst()
            attributes[String(name)] = decoded(value)
        }
    }

    /// A value with its references to the Greek letter decoded; a size has no others.
    private static func decoded(_ value: Substring) -> String {
        ["&#181;", "&#xB5;", "&#xb5;", "&#956;", "&#x3BC;", "&#x3bc;"].reduce(String(value)) {
            $0.replacing($1, with: "µ")
        }.filter { !$0.isWhitespace }
    }
}
