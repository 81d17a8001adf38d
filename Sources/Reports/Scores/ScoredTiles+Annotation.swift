internal import Files
package import Heatmaps
internal import LinMIL
internal import Results
internal import Slides

extension ScoredTiles {
    /// Writes tiles as an annotation of the Digital Slide Archive, which HistomicsUI shows as a heatmap.
    ///
    /// Tiles on a grid are an element `griddata`, others an element `heatmap` with a point for each tile. The values are the
    /// normalised ones. The viewer adds up tiles near each other and draws nothing at 0, so of values whose middle 0.5 is score 0,
    /// each sign has an element of its own, with values from 0 in the middle to 1 at the end. A cell without a tile is 0.
    ///
    /// The schema is `girder_large_image_annotation.models.annotation.AnnotationSchema` of large_image. Coordinates are level-0
    /// pixels; points are the tiles' centres.
    ///
    /// - Parameters:
    ///   - tiles: the indices of the tiles to write.
    ///   - colorMap: the colours.
    ///   - corner: the origin of the written coordinates, in level-0 pixels. large_image counts from the corner of the scanned
    ///     part, if the slide records one (`openslide.bounds-x`, `-y`).
    package func writeAnnotation(
        to path: String, tiles: [Int], colorMap: ColorMap, from corner: SIMD2<Double> = .zero
    ) throws {
        var file = try OutputFile(path: path)
        var text = TextPortions()
        let title = result.score.title(result.prediction).description
        text.append("{\"name\":\(try jsonText("\(result.slide): \(title)")),")
        text.append("\"description\":\(try jsonText(Self.summary(normalized, result))),")
        text.append("\"attributes\":\(try jsonText(AnnotationFacts(self, colorMap))),\"elements\":[")
        let origins = tiles.map { result.origins[$0] + result.tileSide / 2 - corner }
        let lattice = TileLattice(origins, side: result.tileSide)
        for (place, part) in parts.enumerated() {
            text.append(place == 0 ? "\n" : ",\n")
            let values = tiles.map { part.value(normalized.values[$0]) }
            let label = try jsonText(part.name(result.score.subject(result.prediction), title))
            if let lattice {
                text.append("{\"type\":\"griddata\",\"interpretation\":\"heatmap\",\"group\":\(label),")
                text.append("\"label\":{\"value\":\(label)},\"origin\":[")
                text.append(lattice.origin.x)
                text.append(",")
                text.append(lattice.origin.y)
                text.append(",0],\"gridWidth\":\(lattice.columns),\"dx\":")
                text.append(lattice.step.x)
                text.append(",\"dy\":")
                text.append(lattice.step.y)
            } else {
                text.append("{\"type\":\"heatmap\",\"group\":\(label),\"label\":{\"value\":\(label)}")
            }
            // The viewer (geojs) draws a Gaussian around each centre and blends them. At this radius, a field of equal tiles with
            // the value 0.5 is drawn as 0.47 to 0.59; at one step there are dots, at two steps 0.5 becomes 0.7.
            text.append(",\"radius\":")
            text.append(1.5 * (lattice.map { max($0.step.x, $0.step.y) } ?? result.tileSide))
            text.append(",\"scaleWithZoom\":true,\"normalizeRange\":false,")
            text.append(part.colors(colorMap))
            if let lattice {
                text.append(",\"values\":[")
                for (cell, value) in lattice.means(of: values).enumerated() {
                    if cell > 0 { text.append(",") }
                    text.append(value)
                    try text.handOnIfLong { try file.write($0) }
                }
            } else {
                text.append(",\"points\":[")
                for (place, value) in values.enumerated() {
                    text.append(place == 0 ? "[" : ",[")
                    text.append(origins[place].x)
                    text.append(",")
                    text.append(origins[place].y)
                    text.append(",0,")
                    text.append(value)
                    text.append("]")
                    try text.handOnIfLong { try file.write($0) }
                }
            }
            text.append("]}")
        }
        text.append("\n]}\n")
        try text.handOn { try file.write($0) }
        try file.commit()
    }

    /// The elements: one, or one for each sign.
    private var parts: [AnnotationPart] { normalized.isZeroCentred ? [.above, .below] : [.all] }

    /// What the colours show, in a sentence or two.
    private static func summary(_ normalized: NormalizedScores, _ result: SlideResult) -> String {
        let note = result.part.map { " " + $0.caution + "." } ?? ""
        let range = normalized.range.map { ", \(shortNumber($0.low)) to \(shortNumber($0.high))" } ?? ""
        return "\(result.scores.count) tiles of linmil, normalised by \(normalized.normalization.rawValue)\(range)."
            + (normalized.isZeroCentred ? " Score 0 has no colour." : "") + note
    }
}

/// Facts about an annotation, for its attributes.
private struct AnnotationFacts: Encodable {
    let linmil: String
    let slide: String
    let score: TileScore
    let normalization: String
    let range: ScoreRange?
    let colormap: String
    let tileSize: Double
    let predictedClass: String?

    init(_ tiles: ScoredTiles, _ colorMap: ColorMap) {
        let result = tiles.result
        (linmil, slide, score) = (result.version, result.features.name, result.score)
        (normalization, range) = (tiles.normalized.normalization.rawValue, tiles.normalized.range)
        (colormap, tileSize, predictedClass) = (colorMap.rawValue, result.tileSide, result.prediction?.name)
    }
}

/// The values that one element of an annotation shows.
private enum AnnotationPart {
    case all, above, below

    /// How strongly a normalised value is drawn, 0 to 1.
    func value(_ normalized: Double) -> Double {
        switch self {
        case .all: normalized
        case .above: max(0, 2 * normalized - 1)
        case .below: max(0, 1 - 2 * normalized)
        }
    }

    /// What the element is called.
    func name(_ subject: ScoreSubject?, _ title: String) -> String {
        switch self {
        case .all: title
        case .above: subject.map { "\(title): \($0.raised)" } ?? "\(title): above 0"
        case .below: subject.map { "\(title): \($0.lowered)" } ?? "\(title): below 0"
        }
    }

    /// The colours of the values from 0 to 1. The viewer draws where no tile is as it draws 0, so 0 is transparent.
    func colors(_ map: ColorMap) -> String {
        let steps = 16
        let colors = (0...steps).map { step in
            let share = Double(step) / Double(steps)
            let place =
                switch self {
                case .all: share
                case .above: 0.5 + share / 2
                case .below: 0.5 - share / 2
                }
            let entry = 3 * min(255, Int(place * 256))
            let opacity = Int((80 * share).rounded())
            let color = map.table[entry..<entry + 3].map(String.init).joined(separator: ", ")
            return "\"rgba(\(color), 0.\(opacity < 10 ? "0" : "")\(opacity))\""
        }
        let values = (0...steps).map { "\(Double($0) / Double(steps))" }
        return "\"colorRange\":[\(colors.joined(separator: ","))],\"rangeValues\":[\(values.joined(separator: ","))]"
    }
}

extension TileLattice {
    /// Returns the mean value of each cell's tiles, row by row; 0 for a cell without a tile. [tiles] -> [cells]
    fileprivate func means(of values: [Double]) -> [Double] {
        var (sums, counts) = ([Double](repeating: 0, count: columns * rows), [Int](repeating: 0, count: columns * rows))
        for (cell, value) in zip(cells, values) {
            sums[cell] += value
            counts[cell] += 1
        }
        return zip(sums, counts).map { $1 == 0 ? 0 : $0 / Double($1) }
    }
}
