internal import CHDF5
internal import Files

extension ScoreFile {
    /// A fact about the scores, as an attribute of the file itself.
    package struct Attribute {
        package let name: String
        let values: HDF5Composer.Values
        let isList: Bool

        /// Names a value, or a list of them.
        package init(_ name: String, _ values: HDF5Composer.Values, isList: Bool = false) {
            (self.name, self.values, self.isList) = (name, values, isList)
        }
    }

    /// Writes one score for each tile as CLAM's blockmap has them, with TRIDENT's attributes of the tiles, so that what
    /// reads those places these.
    ///
    /// The file appears whole or not at all, and equal scores give equal bytes.
    ///
    /// - Parameters:
    ///   - maps: one score for each tile, or several. All of them are columns of the dataset `scores` if there are several;
    ///     the first is where CLAM has its scores. [maps] of [tiles]
    ///   - origins: the tiles' top-left corners in level-0 pixels. [tiles]
    ///   - side: the side of a tile in level-0 pixels.
    ///   - slideSize: the size of the slide; nil where it is unknown.
    ///   - numbers: the tiles' places in the features file, for a part of a slide. [tiles]
    ///   - evaluation: how far the scores explain the prediction, as JSON; nil if that is unknown.
    ///   - attributes: what else is known, on the file itself.
    package static func write(
        _ maps: [[Float]], origins: [SIMD2<Double>], side: Double, slideSize: SlideSize?, numbers: [Int]? = nil,
        evaluation: String? = nil,
        attributes: [Attribute], to path: String
    ) throws {
        let tiles = origins.count
        precondition(
            !maps.isEmpty && maps.allSatisfy { $0.count == tiles }, "\(maps.map(\.count)) scores for \(tiles) tiles")
        var file = try OutputFile(path: path)
        let bytes = try HDF5.exclusively { () throws(SlideError) in
            let composer = try HDF5Composer(path: path)
            _ = try composer.add(.float32(maps[0]), shape: [tiles, 1], as: SlideSchema.scores)
            if maps.count > 1 {
                var rows: [Float] = []
                rows.reserveCapacity(tiles * maps.count)
                for tile in 0..<tiles { for map in maps { rows.append(map[tile]) } }
                _ = try composer.add(.float32(rows), shape: [tiles, maps.count], as: SlideSchema.allScores)
            }
            if let numbers {
                _ = try composer.add(.int64(numbers.map(Int64.init)), shape: [tiles], as: SlideSchema.tileNumbers)
            }
            if let evaluation {
                let text = Array(evaluation.utf8)
                _ = try composer.add(.bytes(text), shape: [text.count], as: SlideSchema.evaluation)
            }
            try composer.add(origins: origins, side: side, slideSize: slideSize)
            for attribute in attributes {
                try composer.add(attribute.values, isList: attribute.isList, as: attribute.name, of: composer.root)
            }
            return try composer.bytes()
        }
        try file.write(bytes.span)
        try file.commit()
    }
}

extension HDF5Composer {
    /// Adds where tiles lie: whole corners as CLAM has them, others in full.
    fileprivate func add(origins: [SIMD2<Double>], side: Double, slideSize: SlideSize?) throws(SlideError) {
        let numbers = origins.flatMap { [$0.x, $0.y] }
        let whole = numbers.compactMap { Int32(exactly: $0) }
        let coords = try add(
            whole.count == numbers.count ? .int32(whole) : .float64(numbers), shape: [origins.count, 2],
            as: SlideSchema.coordinates)
        let side = Int64(exactly: side).map { Values.int64([$0]) } ?? .float64([side])
        try add(side, as: SlideSchema.tileSide, of: coords.id)
        guard let slideSize else { return }
        try add(.int64([Int64(slideSize.width)]), as: SlideSchema.slideWidth, of: coords.id)
        try add(.int64([Int64(slideSize.height)]), as: SlideSchema.slideHeight, of: coords.id)
    }
}
