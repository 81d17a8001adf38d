internal import Files
internal import Heatmaps
internal import Images
internal import Ranking
internal import Results
internal import Slides

/// The tiles with the highest and the lowest scores as single pictures, with a contact sheet.
///
/// Of a score that speaks for or against a class, these are the tiles that speak most strongly for it, and those that speak
/// most strongly against it. A tile that scores 0 is neither.
///
/// The tiles of each end are chosen by `TileSpread`, so that those of one place do not fill the sheet.
struct TopTiles {
    let result: SlideResult
    /// The slide's name on the contact sheet. If nil, the name of the features file.
    let name: String?
    let source: TilePictures
    let count: Int
    /// How far the centres of two tiles of one end are apart at least, in sides of a tile.
    let spread: Double

    /// A tile narrower than this in the thumbnail shows no cells, in pixels.
    private static let fewPixels = 32.0

    /// Writes `strongest-NN_xX_yY_scoreS.png`, `weakest-...` and a contact sheet into a folder; for a score of a class,
    /// `for-NN_...` and `against-NN_...`. NN is the tile's place among all tiles, counted from that end. Files of an earlier run
    /// are removed.
    ///
    /// - Returns: warnings for the user.
    func write(to folder: String) throws -> [RenderWarning] {
        try prepare(folder)
        let order = Ranks.tilesFromHighest(of: result.scores)
        let subject = result.score.subject(result.prediction)
        let strongest = chosen(from: order) { subject == nil || result.scores[$0] > 0 }
        let weakest = chosen(from: Array(order.reversed())) { subject == nil || result.scores[$0] < 0 }
        let title = result.score.title(result.prediction)
        let sections = [
            ContactSheet.Section(
                title: subject?.raisedMost.within("Tiles that ") ?? "Highest scores",
                tiles: try write(strongest.tiles, as: subject == nil ? "strongest" : "for", to: folder)),
            ContactSheet.Section(
                title: subject?.loweredMost.within("Tiles that ") ?? "Lowest scores",
                tiles: try write(
                    weakest.tiles, as: subject == nil ? "weakest" : "against", to: folder, fromLast: true)),
        ]
        let sheet = ContactSheet(
            header: FigureHeader(result, name: name), sections: sections.filter { !$0.tiles.isEmpty },
            notes: [
                title.within("Below each tile: its place among \(order.count), ", ", corner in level-0 pixels."),
                "The frame is the tile. Half a tile is shown around it.",
            ] + distance(strongest, weakest)
                + (subject.map { missing($0, strongest, weakest) } ?? []) + ties(order))
        return try coarseness(of: folder) + write(sheet, to: folder)
    }

    /// The tiles of one end.
    private struct End {
        /// The tiles that are shown, and their ranks from that end, from 1.
        let tiles: [(rank: Int, tile: Int)]
        /// Whether every tile that could be shown is shown, or as many as are asked for.
        let isWhole: Bool
    }

    /// Chooses tiles of an order that keep their distance.
    ///
    /// - Parameter isMeant: whether a tile may be shown. Those that may come first in the order.
    private func chosen(from order: [Int], _ isMeant: (Int) -> Bool) -> End {
        let meant = order.prefix(while: isMeant)
        let tiles = TileSpread.tiles(count, from: meant, at: result.origins, apart: spread * result.tileSide)
        var (ranked, place) = ([(rank: Int, tile: Int)](), 0)
        for tile in tiles {
            while order[place] != tile { place += 1 }
            ranked.append((place + 1, tile))
        }
        return End(tiles: ranked, isWhole: tiles.count == min(count, meant.count))
    }

    /// Notes on the distance that tiles keep.
    private func distance(_ ends: End...) -> [Phrase] {
        guard spread > 0 else { return [] }
        let all = ends.allSatisfy(\.isWhole) ? "" : " No other tile keeps this distance."
        return [Phrase("Tiles of one end lie at least \(plainNumber(spread)) sides of a tile apart.\(all)")]
    }

    /// A warning if the tiles are too small in the thumbnail to show anything.
    private func coarseness(of folder: String) -> [RenderWarning] {
        guard let pixels = source.pixels(ofSide: result.tileSide), pixels < Self.fewPixels else { return [] }
        return [.coarseTiles(path: folder, pixels: max(1, Int(pixels.rounded())))]
    }

    /// Notes on a score that speaks for or against something in fewer tiles than are asked for.
    private func missing(_ subject: ScoreSubject, _ strongest: End, _ weakest: End) -> [Phrase] {
        [(subject.raised, strongest), (subject.lowered, weakest)].compactMap { words, end in
            let shown = end.tiles.count
            guard end.isWhole, shown < min(count, result.tileCount) else { return nil }
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
        _ ranked: [(rank: Int, tile: Int)], as name: String, to folder: String, fromLast: Bool = false
    ) throws -> [ContactSheet.Tile] {
        let digits = "\(ranked.last?.rank ?? 0)".count
        return try ranked.map { ranked in
            let (origin, score) = (result.origins[ranked.tile], Double(result.scores[ranked.tile]))
            let image = try source.picture(of: origin, side: result.tileSide)
            let number = "\(ranked.rank)"
            let padded = String(repeating: "0", count: digits - number.count) + number
            let corner = "x\(Int(origin.x.rounded()))_y\(Int(origin.y.rounded()))"
            try image.writePNG(to: "\(folder)/\(name)-\(padded)_\(corner)_score\(Self.significant(score)).png")
            return ContactSheet.Tile(
                image: try source.framedPicture(of: origin, side: result.tileSide),
                rank: fromLast ? result.tileCount + 1 - ranked.rank : ranked.rank, score: score, origin: origin)
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
