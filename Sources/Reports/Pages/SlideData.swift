internal import Heatmaps
internal import LinMIL
internal import Ranking
internal import Rendering
internal import Results
internal import Slides

/// The data of one slide in the page, for the script.
struct SlideData: Encodable {
    struct Class: Encodable {
        let name: String
        @WrittenNull var probability: Float?
        let logit: Float

        init(_ prediction: Prediction, at place: Int) {
            (name, logit) = (prediction.classes[place], prediction.logits[place])
            _probability = WrittenNull(wrappedValue: prediction.probabilities?[place])
        }
    }

    struct Picture: Encodable {
        let kind: SlidePicture.Kind
        let type: String
        /// The address of a picture beside the page; nil for a picture inside the page.
        let link: String?
    }

    struct File: Encodable {
        let name: String
        let path: String
        let fingerprint: String?
    }

    let slide: String
    let file: String
    /// The slide's identity for notes.
    let identity: String
    @WrittenNull var label: String?
    let agreement: Agreement
    let classes: [Class]
    /// What the logits are.
    let output: OutputKind?
    @WrittenNull var predictedClass: String?
    let image: Picture?
    /// The top tiles and the slide's tiles beside the page; nil without the slide.
    let patches: TilePatches.Data?
    let deep: DeepData?
    let tiles: PackedTiles?
    /// Nil for maps that were not measured.
    let curves: SlideCurves?

    /// The region that the picture shows. [x, y, width, height] in level-0 pixels
    let region: [Double]
    /// The size of the picture. [width, height] in pixels
    let size: [Int]
    let tileSize: Double
    let mpp: Double?

    /// The first map. The others are data of their own.
    let map: MapData
    /// All maps, if there are several.
    let maps: [MapName]?

    let files: [File]
    let warnings: [String]

    /// Gathers the data of a slide.
    ///
    /// - Parameters:
    ///   - scores: the scores; nil if they cannot be read.
    ///   - link: the address of the picture beside the page; nil if it is inside the page.
    ///   - pixels: what the page has of the slide itself.
    ///   - command: the command that draws the first map's picture again.
    init(
        _ record: SlideRecord, file: String, scores: SlideResult?, picture: SlidePicture?, link: String?,
        pixels: SlidePixels, command: String?, warnings: [String]
    ) throws {
        let drawn = record.picture
        (slide, self.file, identity) = (record.slide, file, record.identity)
        agreement = Agreement(of: record)
        classes =
            record.prediction.map { prediction in
                prediction.classes.indices.map { Class(prediction, at: $0) }
            } ?? []
        output = record.prediction?.output
        image = picture.map { Picture(kind: $0.kind, type: $0.type, link: link) }
        (patches, deep) = (pixels.patches?.data, pixels.deep)
        tiles = scores.map { PackedTiles(scores: $0.scores, corners: $0.origins) }
        curves = try scores.flatMap { scores in
            try scores.evaluation.map { try SlideCurves($0, shown: scores.names[0]) }
        }
        (region, size) = Self.extent(drawn, scores)
        tileSize = scores?.tileSide ?? drawn?.tileSize ?? 1
        mpp = (drawn?.mpp ?? pixels.mpp).flatMap { mpp in
            // As in figures, no scale bar is better than a wrong one.
            (1e-3...1e4).contains(mpp) ? mpp : nil
        }
        map = MapData(record, scores, 0, command: command)
        maps = scores.flatMap { scores in scores.maps.count > 1 ? MapName.all(record, scores) : nil }
        let models = drawn?.ensemble?.models.map { ("Model", Optional($0.file)) } ?? [("Model", drawn?.model)]
        files =
            ([("Features", drawn?.features)] + models + [
                ("Coordinates", drawn?.coordinates), ("Thumbnail", drawn?.thumbnail),
                ("Whole slide", drawn?.wholeSlide),
            ]).compactMap { name, input in input.map { File(name: name, path: $0.name, fingerprint: $0.fingerprint) } }
        self.warnings = (record.allWarnings + warnings).map(record.withoutFolders)
        _label = WrittenNull(wrappedValue: record.label)
        _predictedClass = WrittenNull(wrappedValue: record.prediction?.name)
    }

    /// Returns the region and size of the picture. Without a picture, it is the slide, or the part that has tiles.
    private static func extent(_ drawn: RenderRecord?, _ scores: SlideResult?) -> ([Double], [Int]) {
        let sides = 1...Int(Int32.max)
        if let drawn, drawn.region.count == 4, sides.contains(drawn.region[2]), sides.contains(drawn.region[3]),
            sides.contains(drawn.width), sides.contains(drawn.height)
        {
            return (drawn.region.map(Double.init), [drawn.width, drawn.height])
        }
        var region = [0.0, 0, 1, 1]
        if let size = scores?.slideSize {
            region = [0, 0, Double(size.width), Double(size.height)]
        } else if let scores {
            let (x, y) = (scores.origins.map(\.x), scores.origins.map(\.y))
            let corner = [x.min() ?? 0, y.min() ?? 0]
            region = corner + [(x.max() ?? 0) - corner[0], (y.max() ?? 0) - corner[1]].map { $0 + scores.tileSide }
        }
        let factor = 2000 / max(region[2], region[3])
        return (region, region.suffix(2).map { max(1, Int(($0 * factor).rounded())) })
    }
}
