internal import Files
internal import Results
package import FoundationEssentials
internal import LinMIL
package import Slides

extension RenderRecord {
    /// Reads a record, which may come from anywhere; nil if this version does not understand it or a number in it cannot be
    /// right.
    package init?(json: Data) {
        guard let record = try? jsonValue(RenderRecord.self, from: json), record.isPlausible else {
            return nil
        }
        self = record
    }

    /// Whether every number can be one of a picture, so that it can be computed with. The region is checked by those who use
    /// it, beside the slide's size.
    package var isPlausible: Bool {
        let sides = 1...Int(Int32.max)
        return sides.contains(width) && sides.contains(height)
            && Self.tileCounts.contains(tiles) && (0...tiles).contains(drawnTiles)
            && TileGrid.isSide(tileSize) && (given.tileSize.map(TileGrid.isSide) ?? true)
            && [mpp, given.mpp].allSatisfy { $0.map(SlideFacts.isResolution) ?? true }
            && (given.coordsScale.map(GivenGeometry.isScale) ?? true)
            && (tissue.map { $0.count == 3 } ?? true)
            && (outlineWidth.map(sides.contains) ?? true) && prediction?.fault == nil
            && (given.evaluation?.isPlausible ?? true) && (evaluation?.isPlausible(tiles: tiles) ?? true)
            && (part?.isPlausible(tiles: tiles) ?? true)
            && ensemble?.fault(prediction, agreements: [rankCorrelation].compactMap(\.self)) == nil
    }

    /// The region that the picture shows; nil if the numbers are no region.
    package var shown: SlideRegion? {
        let sides = 1...Int(Int32.max)
        guard region.count == 4, region[2...].allSatisfy(sides.contains),
            region[..<2].allSatisfy({ $0 == 0 || sides.contains($0) })
        else { return nil }
        return SlideRegion(x: region[0], y: region[1], width: region[2], height: region[3])
    }

    /// More tiles than any slide has.
    package static let tileCounts = 0...100_000_000
}
