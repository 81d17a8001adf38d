/// Tiles that begin where another tile does: of a file that was written twice, or of two magnifications.
struct SharedPlaces {
    /// What a person should know of them.
    let warning: SlideWarning

    /// Looks for such tiles; nil if each tile has a place of its own.
    ///
    /// - Throws: `SlideError.tilesAtOnePlace` if there are several tiles and all have one place.
    init?(of corners: [SIMD2<Double>], path: String) throws(SlideError) {
        var firstAt: [SIMD2<Double>: Int] = [:]
        firstAt.reserveCapacity(corners.count)
        var (count, pair): (Int, (tile: Int, other: Int)?) = (0, nil)
        for (tile, corner) in corners.enumerated() {
            guard let other = firstAt[corner] else {
                firstAt[corner] = tile
                continue
            }
            count += 1
            pair = pair ?? (tile, other)
        }
        guard let pair else { return nil }
        guard firstAt.count > 1 else { throw .tilesAtOnePlace(path: path, count: corners.count, place: corners[0]) }
        warning = .tilesAtSamePlace(
            path: path, count: count, of: corners.count, tile: pair.tile, other: pair.other, place: corners[pair.tile])
    }
}
