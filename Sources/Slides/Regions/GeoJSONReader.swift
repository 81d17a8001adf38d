/// Reads the polygons of annotations from GeoJSON (RFC 7946), in one pass over the text.
///
/// A file is one object, or a list of objects as scripts for QuPath write it.
struct GeoJSONReader {
    /// Why the text has no region.
    enum Fault: Error, Equatable {
        case notJSON(JSONScanner.Fault)
        /// It is JSON, but not GeoJSON; what was found and expected.
        case notGeoJSON(found: String, expected: String)
        /// A polygon's ring, both counted from 1 in the file's order.
        case ring(polygon: Int, ring: Int, RegionPolygon.Ring.Fault)
    }

    private var scanner: JSONScanner
    /// The polygons in the file's order; those of a multipolygon one by one.
    private(set) var polygons: [RegionPolygon] = []
    /// How many geometries of each other type there are, and features without geometry.
    private(set) var others: [String: Int] = [:]

    /// Where an object stands, which says what it may be.
    private enum Place { case file, feature, geometry }

    init(_ bytes: [UInt8]) throws(Fault) {
        scanner = JSONScanner(bytes)
        if scanner.next() == UInt8(ascii: "[") {
            try list(depth: 0) { (reader, depth) throws(Fault) in try reader.object(as: .file, depth: depth) }
        } else {
            try object(as: .file, depth: 0)
        }
        do throws(JSONScanner.Fault) { try scanner.requireEnd() } catch { throw .notJSON(error) }
    }

    /// Reads an object, and what is in it.
    private mutating func object(as place: Place, depth: Int) throws(Fault) {
        try scan { scanner throws(JSONScanner.Fault) in
            try scanner.require(UInt8(ascii: "{"), "an object of GeoJSON")
            try scanner.requireLevel(depth)
        }
        var members: Set<String> = []
        var type: String?
        var coordinates: GeoJSONCoordinates?
        if !scanner.take(UInt8(ascii: "}")) {
            repeat {
                let key = try scan { scanner throws(JSONScanner.Fault) in
                    let key = try scanner.string("a key in quotation marks")
                    try scanner.require(UInt8(ascii: ":"))
                    return String(decoding: key.prefix(40), as: UTF8.self)
                }
                if Self.members.contains(key), !members.insert(key).inserted {
                    throw .notGeoJSON(found: "'\(key)' twice in one object", expected: "it once")
                }
                switch key {
                case "type":
                    type = try scan { scanner throws(JSONScanner.Fault) in
                        String(decoding: try scanner.string("the name of a type").prefix(40), as: UTF8.self)
                    }
                case "coordinates":
                    coordinates = try scan { scanner throws(JSONScanner.Fault) in try GeoJSONCoordinates(&scanner) }
                case "geometry":
                    if try scan({ scanner throws(JSONScanner.Fault) in try scanner.takeNull() }) {
                        others["feature without geometry", default: 0] += 1
                    } else {
                        try object(as: .geometry, depth: depth + 1)
                    }
                case "geometries":
                    try list(depth: depth + 1) { (reader, depth) throws(Fault) in
                        try reader.object(as: .geometry, depth: depth)
                    }
                case "features":
                    try list(depth: depth + 1) { (reader, depth) throws(Fault) in
                        try reader.object(as: .feature, depth: depth)
                    }
                default:
                    try scan { scanner throws(JSONScanner.Fault) in try scanner.skipValue(depth: depth + 1) }
                }
            } while scanner.take(UInt8(ascii: ","))
            try scan { scanner throws(JSONScanner.Fault) in try scanner.require(UInt8(ascii: "}"), "',' or '}'") }
        }
        try take(type, members, coordinates, as: place)
    }

    /// The members that an object of GeoJSON has besides `type`, by their types.
    private static let members: Set<String> = ["type", "coordinates", "geometry", "geometries", "features"]
    private static let lines: Set<String> = ["Point", "MultiPoint", "LineString", "MultiLineString"]

    /// Takes what an object says, now that its type is known.
    private mutating func take(
        _ type: String?, _ members: Set<String>, _ coordinates: GeoJSONCoordinates?, as place: Place
    ) throws(Fault) {
        guard let type else { throw .notGeoJSON(found: "an object without 'type'", expected: "a type of GeoJSON") }
        let member: String
        switch type {
        case "FeatureCollection": member = "features"
        case "Feature": member = "geometry"
        case "GeometryCollection": member = "geometries"
        case "Polygon", "MultiPolygon": member = "coordinates"
        case _ where Self.lines.contains(type): member = "coordinates"
        default: throw .notGeoJSON(found: "the type '\(printable(type))'", expected: "a type of GeoJSON")
        }
        let isRight =
            switch place {
            case .file: true
            case .feature: type == "Feature"
            case .geometry: type != "Feature" && type != "FeatureCollection"
            }
        guard isRight else {
            throw .notGeoJSON(
                found: "a \(type) in place of a \(place == .feature ? "feature" : "geometry")",
                expected: place == .feature ? "a Feature" : "a geometry")
        }
        guard members == ["type", member] else {
            let other = members.subtracting(["type", member]).min()
            throw .notGeoJSON(
                found: "a \(type) \(other.map { "with '\($0)'" } ?? "without '\(member)'")",
                expected: "'\(member)'\(other == nil ? "" : " alone")")
        }
        guard member == "coordinates", let coordinates else { return }
        if Self.lines.contains(type) {
            others[type, default: 0] += 1
        } else {
            try take(coordinates, as: type)
        }
    }

    /// Takes the rings of a polygon or a multipolygon.
    private mutating func take(_ coordinates: GeoJSONCoordinates, as type: String) throws(Fault) {
        guard let list = coordinates.polygons(depth: type == "Polygon" ? 3 : 4) else {
            throw .notGeoJSON(
                found: "the coordinates of a \(type) in \(coordinates.depth) levels of lists",
                expected: type == "Polygon" ? "a list of rings" : "a list of polygons")
        }
        for rings in list {
            var checked: [RegionPolygon.Ring] = []
            for (place, ring) in rings.enumerated() {
                do throws(RegionPolygon.Ring.Fault) {
                    checked.append(try RegionPolygon.Ring(ring))
                } catch {
                    throw .ring(polygon: polygons.count + 1, ring: place + 1, error)
                }
            }
            guard let shell = checked.first else {
                throw .notGeoJSON(found: "a \(type) without positions", expected: "a ring of at least 4")
            }
            polygons.append(RegionPolygon(shell: shell, holes: Array(checked.dropFirst())))
        }
    }

    /// Reads a list of objects.
    private mutating func list(
        depth: Int, _ element: (inout GeoJSONReader, Int) throws(Fault) -> Void
    ) throws(Fault) {
        try scan { scanner throws(JSONScanner.Fault) in
            try scanner.require(UInt8(ascii: "["))
            try scanner.requireLevel(depth)
        }
        if scanner.take(UInt8(ascii: "]")) { return }
        repeat { try element(&self, depth + 1) } while scanner.take(UInt8(ascii: ","))
        try scan { scanner throws(JSONScanner.Fault) in try scanner.require(UInt8(ascii: "]"), "',' or ']'") }
    }

    private mutating func scan<Value>(
        _ body: (inout JSONScanner) throws(JSONScanner.Fault) -> Value
    ) throws(Fault) -> Value {
        do throws(JSONScanner.Fault) { return try body(&scanner) } catch { throw .notJSON(error) }
    }
}
