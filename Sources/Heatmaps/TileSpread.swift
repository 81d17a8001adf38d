internal import Ranking

/// Chooses tiles with high scores that do not all lie in one place.
///
/// Neighbouring tiles look alike and score alike, so the highest tiles of a slide are often one spot. Here each chosen tile stands
/// for its surroundings: tiles nearer than a distance are passed over. In object detection this is non-maximum suppression.
///
/// The rule: go through the tiles in their order; choose a tile if its distance from every tile that is chosen already is at least
/// the wanted one. Of tiles with equal scores, the one with the lower index comes first. So more tiles, or a larger count, never
/// change the tiles that are chosen first.
///
///     let tiles = TileSpread.highest(12, of: scores, at: corners, apart: 4 * side)
public enum TileSpread {
    /// The usual distance of two chosen tiles' centres, in sides of a tile.
    public static let usualSides = 4.0

    /// Returns the tiles with the highest scores that keep their distance, the highest first.
    ///
    /// - Parameters:
    ///   - count: how many tiles to choose. There are fewer if no other tile keeps the distance.
    ///   - scores: the scores. [tiles]
    ///   - origins: a corner or the centre of each tile, the same point of each, in level-0 pixels. [tiles]
    ///   - distance: the smallest distance of two chosen tiles, in level-0 pixels; 0 to choose the highest tiles wherever they are.
    public static func highest(
        _ count: Int, of scores: [Float], at origins: [SIMD2<Double>], apart distance: Double
    ) -> [Int] {
        precondition(scores.count == origins.count, "\(scores.count) scores for \(origins.count) tiles")
        return tiles(count, from: Ranks.tilesFromHighest(of: scores), at: origins, apart: distance)
    }

    /// Returns the first tiles of an order that keep their distance.
    ///
    /// The time grows with the number of tiles in the order: a tile is compared only with chosen tiles in cells near its own.
    ///
    /// - Parameters:
    ///   - count: how many tiles to choose, as above.
    ///   - order: the tiles' indices, the most wanted first.
    ///   - origins: the tiles' places, as above. [tiles]
    ///   - distance: the smallest distance, as above.
    public static func tiles(
        _ count: Int, from order: some Sequence<Int>, at origins: [SIMD2<Double>], apart distance: Double
    ) -> [Int] {
        precondition(count >= 0 && distance >= 0 && distance.isFinite, "\(count) tiles \(distance) pixels apart")
        if distance == 0 { return Array(order.prefix(count)) }
        // No cell is smaller than a pixel, so that the number of a cell is small. Larger cells hold more tiles, and no other ones.
        let side = max(distance, 1)
        var chosen: [Int] = []
        var cells: [SIMD2<Int>: [Int]] = [:]
        for tile in order {
            if chosen.count == count { break }
            let place = origins[tile]
            let cell = SIMD2(Int((place.x / side).rounded(.down)), Int((place.y / side).rounded(.down)))
            let isNear = (-1...1).contains { down in
                (-1...1).contains { across in
                    (cells[cell &+ SIMD2(across, down)] ?? []).contains { other in
                        let step = origins[other] - place
                        return (step * step).sum() < distance * distance
                    }
                }
            }
            guard !isNear else { continue }
            chosen.append(tile)
            cells[cell, default: []].append(tile)
        }
        return chosen
    }
}
