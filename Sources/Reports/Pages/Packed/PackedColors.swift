internal import Heatmaps

/// A colour map in a compact form for the page.
///
/// First come red, green and blue of the first entry. Then come the differences of each sample to the one of the next
/// entry, plus 7, in half bytes, the higher half first. A map with a difference that does not fit is stored unchanged.
struct PackedColors: Sendable, Encodable {
    let name: String
    let note: String
    /// Whether colour-blind readers see the same order of colours.
    let safe: Bool
    let table: String

    init(_ map: ColorMap) {
        (name, note, safe) = (map.rawValue, map.note, map.isColorBlindSafe)
        table = LetterPairs.text(Self.packed(map.table))
    }

    static func packed(_ table: [UInt8]) -> [UInt8] {
        let steps = zip(table, table.dropFirst(3)).map { Int($1) - Int($0) + 7 }
        guard steps.allSatisfy((0...15).contains) else { return table }
        return table.prefix(3)
            + stride(from: 0, to: steps.count, by: 2).map { place in
                UInt8(steps[place] << 4 | (place + 1 < steps.count ? steps[place + 1] : 0))
            }
    }
}
