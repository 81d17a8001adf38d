internal import Files
internal import Heatmaps
package import Images
internal import Ranking
internal import Results
package import Slides

/// The tiles with the highest and the lowest scores as single pictures, with a contact sheet.
///
/// Of a score that speaks for or against a class, these are the tiles that speak most strongly for it, and those that speak
/// most strongly against it. A tile that scores 0 is neither.
struct TopTiles {
    let result: SlideResult
    /// The slide's name on the contact sheet. If nil, the name of the features file.
    let name: String?
    let source: TilePictures
    let count: Int

    /// Writes `strongest-NN_xX_yY_scoreS.png`, `weakest-...` and a contact sheet into a folder; for a score of a class,
    /// `for-NN_...` and `against-NN_...`. Files of an earlier run are removed.
    ///
    /// - Returns: warnings for the user.
    func write(to folder: String) throws -> [RenderWarning] {
        try prepare(folder)
        let order = Ranks.tilesFromHighest(of: result.scores)
        let subject = result.score.subject(result.prediction)
        let shown = min(count, order.count)
        let strongest = order.prefix(shown).enumerated().map { (rank: $0.offset + 1, tile: $0.element) }
            .filter { subject == nil || result.scores[$0.tile] > 0 }
        let weakest = order.suffix(shown).reversed().enumerated().map {
            (rank: order.count - $0.offset, tile: $0.element)
        }.filter { subject == nil || result.scores[$0.tile] < 0 }
        let title = result.score.title(result.prediction)
        let sections = [
            ContactSheet.Section(
                title: subject?.raisedMost.within("Tiles that ") ?? "Highest scores",
                tiles: try write(strongest, as: subject == nil ? "strongest" : "for", to: folder)),
            ContactSheet.Section(
                title: subject?.loweredMost.within("Tiles that ") ?? "Lowest scores",
                tiles: try write(weakest, as: subject == nil ? "weakest" : "against", to: folder)),
        ]
        let sheet = ContactSheet(
            header: FigureHeader(result, name: name), sections: sections.filter { !$0.tiles.isEmpty },
            notes: [
                title.within("Below each tile: its place among \(order.count), ", ", corner in level-0 pixels.")
            ] + (subject.map { missing($0, strongest.count, weakest.count) } ?? []) + ties(order))
        return try write(sheet, to: folder)
    }

    /// Notes on a score that speaks for or against something in fewer tiles than are asked for.
    private func missing(_ subject: ScoreSubject, _ strongest: Int, _ weakest: Int) -> [Phrase] {
        [(subject.raised, strongest), (subject.lowered, weakest)].compactMap { words, shown in
            guard shown < min(count, result.tileCount) else { return nil }
            return words.within(shown == 0 ? "No tile " : "No other tile ", ".")
        }
    }

    /// Notes on equal scores. If more tiles share the highest or lowest score than are shown, their order in the file
    /// decides which are shown.
    private func ties(_ order: [Int]) -> [Phrase] {
        [("highest", order.first), ("lowest", order.last)].compactMap { name, tile in
            guard let tile else { return nil }
            let equal = result.scores.count { $0 == result.scores[tile] }
            return equal > count
                ? Phrase("\(equal) tiles share the \(name) score; those shown are some of them.") : nil
        }
    }

    private func write(
        _ ranked: [(rank: Int, tile: Int)], as name: String, to folder: String
    ) throws -> [ContactSheet.Tile] {
        let digits = "\(ranked.count)".count
        return try ranked.enumerated().map { place, ranked in
            let (origin, score) = (result.origins[ranked.tile], Double(result.scores[ranked.tile]))
            let image = try source.picture(of: origin, side: result.tileSide)
            let number = "\(place + 1)"
            let padded = String(repeating: "0", count: digits - number.count) + number
            let corner = "x\(Int(origin.x.rounded()))_y\(Int(origin.y.rounded()))"
            try image.writePNG(to: "\(folder)/\(name)-\(padded)_\(corner)_score\(Self.significant(score)).png")
            return ContactSheet.Tile(image: image, rank: ranked.rank, score: score, origin: origin)
        }
    }

    /// Formats a score with three significant digits for a file name: `0.0123`, `-1.5`, `2.1e-05`.
    private static func significant(_ number: Double) -> String {
        number == 0 ? "0" : DecimalText.significant(number, digits: 3)
    }

    private func write(_ sheet: ContactSheet, to folder: String) throws -> [RenderWarning] {
        let drawing: Drawing
        do throws(FigureError) {
            drawing = try sheet.drawing()
        } catch {
            throw RenderingError.noFigure(path: folder + "/contact-sheet.png", error)
        }
        do {
            try drawing.raster().writePNG(to: folder + "/contact-sheet.png")
            return []
        } catch let error as FigureError {
            // The tiles are written already, and a browser can show the sheet as SVG.
            try drawing.writeSVG(to: folder + "/contact-sheet.svg")
            return [.contactSheetAsSVG(path: folder + "/contact-sheet.svg", reason: error.description)]
        }
    }

    /// Creates the folder, or removes the files of an earlier run from it. Other files in it stay.
    private func prepare(_ folder: String) throws {
        do { try FileSystem.makeFolder(folder) } catch {
            throw RenderingError.noFolder(
                path: folder, reason: "it is a file, or the folder above is missing or locked")
        }
        let ours =
            /(strongest|weakest|for|against)-[0-9]+_x[0-9]+_y[0-9]+_score[-+.0-9e]+\.png|contact-sheet\.(png|svg)/
        for name in FileSystem.names(in: folder) ?? [] where name.wholeMatch(of: ours) != nil {
            FileSystem.removeFile(folder + "/" + name)
        }
    }
}

/// The source of single tiles' pictures.
package enum TilePictures: Sendable {
    /// The slide itself, at up to 512 px a tile.
    case slide(WholeSlide)
    /// A picture of a part of the slide. It has few pixels for a tile, so they are enlarged.
    case thumbnail(Image, showing: SlideRegion)

    private static let longestSide = 512
    private static let shortestSide = 128

    /// Cuts out a tile, without the parts of it that lie outside the picture.
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
            // Every tile gets the same number of pixels, wherever its borders fall.
            let across = Self.pixels(corner.x.rounded(), (side * scale.x).rounded(), limit: image.width)
            let down = Self.pixels(corner.y.rounded(), (side * scale.y).rounded(), limit: image.height)
            let tile = image.cropped(columns: across, rows: down).flattenedOnWhite()
            let factor = max(1, Self.shortestSide / max(tile.width, tile.height))
            return tile.resized(to: PixelSize(width: tile.width * factor, height: tile.height * factor))
        }
    }

    /// Returns the pixels along one axis, at least one.
    private static func pixels(_ start: Double, _ side: Double, limit: Int) -> Range<Int> {
        let first = min(max(Int(start.rounded()), 0), limit - 1)
        return first..<max(min(Int((start + side).rounded()), limit), first + 1)
    }
}
