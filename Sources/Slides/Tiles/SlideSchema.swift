/// How TRIDENT, CLAM, STAMP and MMP lay out a slide in HDF5: the names of datasets and attributes, and what follows from them.
///
/// A new layout is a new entry here; the readers hold no names.
enum SlideSchema {
    /// Features of tiles: TRIDENT, CLAM and MMP; STAMP; STAMP's multiplex images. The first that is there is read.
    static let features = ["features", stampFeatures, "patch_embeddings"]
    static let stampFeatures = "feats"
    /// CLAM's blockmap.
    static let scores = "attention_scores"
    /// linmil's, if there are several scores: one column for each.
    static let allScores = "scores"
    /// linmil's, if the maps were measured: JSON as bytes.
    static let evaluation = "evaluation"
    /// linmil's, for a part of a slide: the tiles' places in the features file.
    static let tileNumbers = "tile_numbers"
    static let coordinates = "coords"
    static let magnification = "level0_magnification"
    static let overlap = "overlap"
    static let patchSize = "patch_size"
    /// TRIDENT's.
    static let tileSide = "patch_size_level0"
    static let slideWidth = "level0_width"
    static let slideHeight = "level0_height"

    /// A number or a few that a rule takes.
    struct Operand: Sendable {
        let name: String
        /// How many numbers the attribute has at least.
        let count: Int
        /// The value where the attribute is missing; nil where the rule needs it.
        let standard: Double?

        init(_ name: String, count: Int = 1, standard: Double? = nil) {
            (self.name, self.count, self.standard) = (name, count, standard)
        }
    }

    /// A geometry that follows from attributes, where all of them are there.
    struct Rule<Value: Sendable>: Sendable {
        let operands: [Operand]
        /// Computes the value from the attributes' numbers, in the order of the operands; nil where they make no sense.
        let value: @Sendable (_ numbers: [[Double]]) -> Value?

        /// The attributes' names in a row, for people.
        var names: String { operands.filter { $0.standard == nil }.map(\.name).joined(separator: ", ") }
    }

    /// Where the tile side at level 0 comes from in attributes of `coords`, in level-0 pixels; the first rule that applies
    /// counts.
    static let tileSides: [Rule<Double>] = [
        // TRIDENT, whose line is `patch_size * src_mag // target_mag`: an integer, or a float where a magnification is one
        Rule(operands: [Operand(tileSide)]) { $0[0][0] },
        // TRIDENT before it wrote the side itself; its line is `round(patch_size * level0_mag / target_mag)`
        Rule(operands: [Operand(patchSize), Operand(magnification), Operand("target_magnification")]) {
            ($0[0][0] * $0[1][0] / $0[2][0]).rounded(.toNearestOrEven)
        },
        // CLAM, whose line is `patch_size * int(level_downsamples[patch_level][0])`, times the factor of its older versions:
        // tiles are squares only if the other axis agrees
        Rule(operands: [Operand(patchSize), Operand("downsample", count: 2), Operand("custom_downsample", standard: 1)])
        {
            let factors = ($0[1][0].rounded(.towardZero), $0[1][1].rounded(.towardZero))
            return factors.0 == factors.1 ? $0[0][0] * factors.0 * $0[2][0] : nil
        },
    ]

    /// The tile side in attributes of the file itself, in micrometres: STAMP from 2.1 on, and 2.0.
    static let tileSidesInMicrometres: [Rule<Double>] = [
        Rule(operands: [Operand(stampSide)]) { $0[0][0] },
        Rule(operands: [Operand(olderStampSide)]) { $0[0][0] },
    ]
    static let stampSide = "tile_size_um"
    static let olderStampSide = "tile_size"
    static let unit = "unit"

    /// STAMP 1 says nothing of its tiles, which were always 224 px wide and 256 µm, with corners in pixels.
    static let oldestStamp = (pixels: 224.0, micrometres: 256.0)

    /// Where the slide's size comes from, in attributes of `coords`.
    static let slideSizes: [Rule<SIMD2<Double>>] = [
        // TRIDENT since August 2025
        Rule(operands: [Operand(slideWidth), Operand(slideHeight)]) { SIMD2($0[0][0], $0[1][0]) },
        // CLAM: the size of the level that the patches were cut from
        Rule(operands: [Operand("level_dim", count: 2), Operand("downsample", count: 2)]) {
            SIMD2($0[0][0] * $0[1][0], $0[0][1] * $0[1][1]).rounded(.toNearestOrEven)
        },
    ]

    /// Every attribute of the coordinates that a rule here uses.
    static var coordinateAttributes: [String] {
        let lengths = tileSides.flatMap(\.operands) + slideSizes.flatMap(\.operands)
        return Array(Set(lengths.map(\.name) + [magnification, overlap]))
    }

    /// Every attribute of the file itself that a rule here uses.
    static let fileAttributes = [stampSide, olderStampSide, unit]

    /// The attributes that a summary lists for any object, in this order: what TRIDENT, CLAM, STAMP and linmil
    /// write.
    static let toldAttributes =
        [
            "name", "wsi_name", patchSize, tileSide, "patch_level", magnification, "target_magnification", slideWidth,
            slideHeight, overlap, "downsample", "custom_downsample", "level_dim", "downsampled_level_dim", "encoder",
            "extractor", "feat_type", unit, olderStampSide, stampSide, "tile_size_px", "stamp_version", "precision",
            "savetodir", "save_path",
        ] + ScoreAttribute.all + ScoreAttribute.Part.all + ScoreAttribute.EachScore.all + ScoreAttribute.EachModel.all

    /// What a file without features is, by the first of these datasets that it has.
    private static let others: [(dataset: String, content: SlideError.Content)] = [
        (scores, .scores), (coordinates, .coordinates),
    ]

    /// The floating-point matrices with as many rows as there are coordinates: features, whatever they are called
    /// (`embeddings`, `embedding`, `feature`, `patch_features`, `data`).
    private static func matricesOfTiles(in file: borrowing HDF5File, _ names: [String]) -> [String] {
        guard let coords = try? TileTable(coordinates, of: file) else { return [] }
        var found: [String] = []
        for name in names where ![coordinates, scores].contains(name) {
            guard let table = try? TileTable(name, of: file), case .float = table.kind, table.columnCount > 1,
                table.tileCount == coords.tileCount
            else { continue }
            found.append(name)
        }
        return found
    }

    /// Finds the dataset with the features.
    ///
    /// - Throws: `SlideError.missingDataset` with what the file seems to be instead.
    static func featuresDataset(in file: borrowing HDF5File) throws(SlideError) -> String {
        for name in features where file.contains(name) { return name }
        let names = file.names
        let candidates = matricesOfTiles(in: file, names)
        if candidates.count == 1 { return candidates[0] }
        if candidates.count > 1 { throw .severalFeatures(path: file.path, datasets: candidates) }
        let match = others.first { names.contains($0.dataset) }
        throw .missingDataset(
            path: file.path, dataset: features[0], found: names,
            content: match?.content)
    }
}
