internal import Foundation
internal import Images
internal import Reports
internal import Slides

/// The tiles of the highest and the lowest scores as pictures of their own, with a contact sheet.
struct TopTiles {
    let scores: DrawnScores
    let tiles: TileGrid
    let source: TilePictures
    let count: Int

    /// Writes `strongest-NN_xX_yY_scoreS.png`, `weakest-...` and a contact sheet into a folder, in place of those of an
    /// earlier run.
    ///
    /// - Returns: what a person should know of it.
    func write(to folder: String) throws -> [String] {
        try prepare(folder)
        let order = scores.values.indices.sorted { (scores.values[$0], $1) > (scores.values[$1], $0) }
        let shown = min(count, order.count)
        let strongest = order.prefix(shown).enumerated().map { (rank: $0.offset + 1, tile: $0.element) }
        let weakest = order.suffix(shown).reversed().enumerated().map {
            (rank: order.count - $0.offset, tile: $0.element)
        }
        let sheet = ContactSheet(
            header: scores.header,
            sections: [
                .init(title: "Highest scores", tiles: try write(strongest, as: "strongest", to: folder)),
                .init(title: "Lowest scores", tiles: try write(weakest, as: "weakest", to: folder)),
            ],
            notes: ["Below each tile: its place among \(order.count), \(scores.title), corner in level-0 pixels."]
                + ties(order))
        return try write(sheet, to: folder)
    }

    /// What must be said where more tiles share an end's score than are shown: which of them are is their order in the file.
    private func ties(_ order: [Int]) -> [String] {
        [("highest", order.first), ("lowest", order.last)].compactMap { name, tile in
            guard let tile else { return nil }
            let equal = scores.values.count { $0 == scores.values[tile] }
            return equal > count ? "\(equal) tiles share the \(name) score; those shown are some of them." : nil
        }
    }

    private func write(
        _ ranked: [(rank: Int, tile: Int)], as name: String, to folder: String
    ) throws -> [ContactSheet.Tile] {
        let digits = "\(ranked.count)".count
        return try ranked.enumerated().map { place, ranked in
            let (origin, score) = (tiles.origins[ranked.tile], Double(scores.values[ranked.tile]))
            let image = try source.picture(of: origin, side: tiles.side)
            let number = "\(place + 1)"
            let padded = String(repeating: "0", count: digits - number.count) + number
            let corner = "x\(Int(origin.x.rounded()))_y\(Int(origin.y.rounded()))"
            try image.writePNG(to: "\(folder)/\(name)-\(padded)_\(corner)_score\(Wording.significant(score)).png")
            return ContactSheet.Tile(image: image, rank: ranked.rank, score: score, origin: origin)
        }
    }

    private func write(_ sheet: ContactSheet, to folder: String) throws -> [String] {
        let drawing: Reports.Drawing
        do throws(FigureError) {
            drawing = try sheet.drawing()
        } catch {
            throw RenderError.noFigure(path: folder + "/contact-sheet.png", error)
        }
        do {
            try drawing.raster().writePNG(to: folder + "/contact-sheet.png")
            return []
        } catch let error as FigureError {
            // The tiles are there all the same, and a browser shows the sheet.
            try drawing.writeSVG(to: folder + "/contact-sheet.svg")
            return ["\(folder)/contact-sheet.svg: was written in place of a PNG, because \(error.description)"]
        }
    }

    /// Makes the folder, and empties it of what an earlier run left: nothing else in it is touched.
    private func prepare(_ folder: String) throws {
        let files = FileManager.default
        do {
            try files.createDirectory(atPath: folder, withIntermediateDirectories: false)
        } catch {
            var isFolder: ObjCBool = false
            guard unsafe files.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
                throw RenderError.noFolder(
                    path: folder, reason: "it is a file, or the folder above is missing or locked")
            }
        }
        let ours = /(strongest|weakest)-[0-9]+_x[0-9]+_y[0-9]+_score[-+.0-9e]+\.png|contact-sheet\.(png|svg)/
        for name in (try? files.contentsOfDirectory(atPath: folder)) ?? [] where name.wholeMatch(of: ours) != nil {
            try? files.removeItem(atPath: folder + "/" + name)
        }
    }
}

/// Where the pictures of single tiles come from.
enum TilePictures {
    /// The slide itself, at up to 512 px a tile.
    case slide(WholeSlide)
    /// A picture of a part of the slide, which has few pixels for a tile: they are repeated.
    case thumbnail(Image, showing: SlideRegion)

    private static let longestSide = 512
    private static let shortestSide = 128

    /// Cuts a tile out; what of it lies outside the picture is left out.
    func picture(of origin: SIMD2<Double>, side: Double) throws -> Image {
        switch self {
        case .slide(let slide):
            let across = Self.pixels(origin.x, side, limit: slide.size.width)
            let down = Self.pixels(origin.y, side, limit: slide.size.height)
            let region = SlideRegion(
                x: across.lowerBound, y: down.lowerBound, width: across.count, height: down.count)
            let size = PixelSize(width: region.width, height: region.height)
            return try slide.picture(of: region, size: size.fitted(toLongestSide: Self.longestSide), threads: 1)
        case .thumbnail(let image, let region):
            let scale = SIMD2(
                Double(image.width) / Double(region.width), Double(image.height) / Double(region.height))
            let corner = (origin - SIMD2(Double(region.x), Double(region.y))) * scale
            // As many pixels for each tile, wherever its borders fall.
            let across = Self.pixels(corner.x.rounded(), (side * scale.x).rounded(), limit: image.width)
            let down = Self.pixels(corner.y.rounded(), (side * scale.y).rounded(), limit: image.height)
            let tile = image.cropped(columns: across, rows: down).flattenedOnWhite()
            let factor = max(1, Self.shortestSide / max(tile.width, tile.height))
            return tile.resized(to: PixelSize(width: tile.width * factor, height: tile.height * factor))
        }
    }

    /// Whole pixels along one axis, at least one.
    private static func pixels(_ start: Double, _ side: Double, limit: Int) -> Range<Int> {
        let first = min(max(Int(start.rounded()), 0), limit - 1)
        return first..<max(min(Int((start + side).rounded()), limit), first + 1)
    }
}
