internal import Slides

/// Where the page finds a slide's tiles, and what they show.
struct DeepData: Encodable {
    struct Pyramid: Encodable {
        let x: Int
        let y: Int
        /// [level-0 pixels for one pixel, width, height], the finest level first
        let levels: [[Int]]
    }

    /// The address of the folder.
    let folder: String
    /// The side of a tile in pixels.
    let side: Int
    let pyramids: [Pyramid]

    init(_ record: DeepRecord, folder: String) {
        (self.folder, side) = (folder, SlidePyramid.tileSide)
        pyramids = record.pyramids.map { pyramid in
            Pyramid(x: pyramid.x, y: pyramid.y, levels: pyramid.levels.map { [$0.by, $0.width, $0.height] })
        }
    }
}
