internal import CHDF5

/// How TRIDENT and CLAM lay out a slide in HDF5: the names of datasets and attributes, and what follows from them.
///
/// A new layout is a new entry here; the readers know no name of their own.
enum SlideSchema {
    static let features = "features"
    static let coordinates = "coords"
    static let magnification = "level0_magnification"

    /// A geometry that follows from attributes of the coordinates, where all of them are there.
    struct Rule<Value: Sendable>: Sendable {
        /// Names, and how many numbers each has to have at least.
        let attributes: [(name: String, count: Int)]
        /// Computes the value from the attributes' numbers, in the order of the names; nil where they make no sense.
        let value: @Sendable (_ numbers: [[Double]]) -> Value?
    }

    /// Where the tile side at level 0 comes from; the first rule that applies is believed.
    static let tileSides: [Rule<Double>] = [
        // TRIDENT
        Rule(attributes: [("patch_size_level0", 1)]) { $0[0][0] },
        // TRIDENT before it wrote the side itself; its line is `round(patch_size * level0_mag / target_mag)`
        Rule(attributes: [("patch_size", 1), ("level0_magnification", 1), ("target_magnification", 1)]) {
            ($0[0][0] * $0[1][0] / $0[2][0]).rounded(.toNearestOrEven)
        },
        // CLAM, whose line is `patch_size * int(level_downsamples[patch_level][0])`: tiles are squares only if the other
        // axis agrees
        Rule(attributes: [("patch_size", 1), ("downsample", 2)]) {
            let factors = ($0[1][0].rounded(.towardZero), $0[1][1].rounded(.towardZero))
            return factors.0 == factors.1 ? $0[0][0] * factors.0 : nil
        },
    ]

    /// Where the slide's size comes from.
    static let slideSizes: [Rule<SIMD2<Double>>] = [
        Rule(attributes: [("level0_width", 1), ("level0_height", 1)]) { SIMD2($0[0][0], $0[1][0]) },
        // CLAM: the size of the level that the patches were cut from
        Rule(attributes: [("level_dim", 2), ("downsample", 2)]) {
            SIMD2($0[0][0] * $0[1][0], $0[0][1] * $0[1][1]).rounded(.toNearestOrEven)
        },
    ]

    /// Every attribute of the coordinates that something here asks for.
    static var coordinateAttributes: [String] {
        let lengths = (tileSides.map(\.attributes) + slideSizes.map(\.attributes)).joined().map(\.name)
        return Array(Set(lengths + [magnification]))
    }

    /// The attributes that a summary tells of any object, in this order: what TRIDENT, CLAM and STAMP write.
    static let toldAttributes = [
        "name", "patch_size", "patch_size_level0", "patch_level", "level0_magnification", "target_magnification",
        "level0_width", "level0_height", "overlap", "downsample", "level_dim", "downsampled_level_dim", "encoder",
        "extractor", "feat_type", "unit", "tile_size", "tile_size_um", "tile_size_px", "savetodir", "save_path",
    ]

    /// What a file without features is, by the first of these datasets that it has.
    private static let others: [(dataset: String, advice: String)] = [
        (
            "feats",
            "this is a STAMP file with coordinates in microns, which is not read yet; give one of TRIDENT or CLAM"
        ),
        ("attention_scores", "this is a CLAM blockmap of scores; give the features file that it was made from"),
        ("coords", "this is a coordinates file; give the slide's features file, and this one by --coords"),
    ]

    /// - Throws: `SlideError.missingDataset` with what the file seems to be instead.
    static func requireFeatures(in file: borrowing HDF5File) throws(SlideError) {
        guard !file.contains(features) else { return }
        let names = file.names
        let match = others.first { names.contains($0.dataset) }
        throw .missingDataset(
            path: file.path, dataset: features, found: names,
            advice: match?.advice ?? "give the features file that TRIDENT or CLAM wrote")
    }
}
