internal import Heatmaps

/// A colour map in few bytes: what a page holds of it, in letters.
///
/// The first entry's red, green and blue, and then the steps from each sample to that of the next entry, plus 7, in half
/// bytes, the higher half first. A map with a step that half a byte does not hold is there as it is.
struct PackedColors: Sendable, Encodable {
    let name: String
    let note: String
    /// Whether readers who cannot tell red from green see the same order.
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
