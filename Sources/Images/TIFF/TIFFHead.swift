/// What stands before the tiles of a TIFF file: the header and the directories, one for each level of the pyramid.
///
/// The first directory is the picture's. Those of the smaller levels are its subdirectories, as OME-TIFF 6.0 wants them. A
/// file that may grow over 4 GB is a BigTIFF.
struct TIFFHead {
    /// The levels' fields, in ascending order of their tags, without the place of the subdirectories.
    private let levels: [[TIFFField]]
    private let isBig: Bool

    init(_ levels: [[TIFFField]], isBig: Bool) { (self.levels, self.isBig) = (levels, isBig) }

    /// The bytes, which do not change their number when offsets and lengths of tiles in them do.
    var bytes: [UInt8] {
        // The places of subdirectories do not change the size of the first directory either.
        var places = [isBig ? 16 : 8]
        for level in levels.indices {
            let fields = fields(of: level, places: [Int](repeating: 0, count: levels.count))
            places.append(places[level] + size(of: fields))
        }
        let header =
            isBig
            ? Array("II".utf8) + [43, 0, 8, 0, 0, 0] + TIFFField.bytes(of: places[0], width: 8)
            : Array("II".utf8) + [42, 0] + TIFFField.bytes(of: places[0], width: 4)
        return levels.indices.reduce(into: header) { bytes, level in
            bytes += directory(fields(of: level, places: places), at: places[level])
        }
    }

    private func fields(of level: Int, places: [Int]) -> [TIFFField] {
        guard level == 0, levels.count > 1 else { return levels[level] }
        let places = TIFFField(.subdirectories, isBig ? .directory8 : .directory, Array(places[1..<levels.count]))
        let before = levels[0].prefix { $0.tag < places.tag }
        return before + [places] + levels[0].dropFirst(before.count)
    }

    /// Bytes of a value or of its offset in a directory's entry.
    private var word: Int { isBig ? 8 : 4 }

    /// The directory without what does not fit into it.
    private func entriesSize(_ fields: [TIFFField]) -> Int { (isBig ? 8 : 2) + fields.count * (4 + 2 * word) + word }

    private func size(of fields: [TIFFField]) -> Int {
        entriesSize(fields) + fields.reduce(0) { $0 + ($1.bytes.count > word ? Self.padded($1.bytes.count) : 0) }
    }

    /// Values and directories begin at even offsets.
    private static func padded(_ count: Int) -> Int { (count + 1) / 2 * 2 }

    /// The bytes of a directory that stands at `place`, and of the values that do not fit into it.
    private func directory(_ fields: [TIFFField], at place: Int) -> [UInt8] {
        var entries = TIFFField.bytes(of: fields.count, width: isBig ? 8 : 2)
        var values: [UInt8] = []
        for field in fields {
            entries += TIFFField.bytes(of: Int(field.tag), width: 2)
            entries += TIFFField.bytes(of: Int(field.kind.rawValue), width: 2)
            entries += TIFFField.bytes(of: field.count, width: word)
            if field.bytes.count <= word {
                entries += field.bytes + [UInt8](repeating: 0, count: word - field.bytes.count)
            } else {
                entries += TIFFField.bytes(of: place + entriesSize(fields) + values.count, width: word)
                values += field.bytes
                values += [UInt8](repeating: 0, count: Self.padded(field.bytes.count) - field.bytes.count)
            }
        }
        // No directory follows: subdirectories are found through the first one.
        return entries + [UInt8](repeating: 0, count: word) + values
    }
}
