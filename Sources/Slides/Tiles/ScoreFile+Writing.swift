internal import CHDF5
internal import Files

extension ScoreFile {
    /// Writes one score for each tile as CLAM's blockmap has them, with TRIDENT's attributes of the tiles, so that what
    /// reads those places these, and with where the scores come from.
    ///
    /// The file appears whole or not at all, and equal scores give equal bytes.
    package static func write(
        _ scores: [Float], of tiles: TileGrid, provenance: ScoreProvenance, to path: String
    ) throws {
        precondition(scores.count == tiles.origins.count, "\(scores.count) scores for \(tiles.origins.count) tiles")
        var file = try OutputFile(path: path)
        let bytes = try HDF5.exclusively { () throws(SlideError) in
            let composer = try HDF5Composer(path: path)
            _ = try composer.add(.float32(scores), shape: [scores.count, 1], as: SlideSchema.scores)
            try composer.add(tiles)
            try composer.add(provenance)
            return try composer.bytes()
        }
        try file.write(bytes.span)
        try file.commit()
    }
}

extension HDF5Composer {
    /// Where tiles lie: whole corners as CLAM has them, others in full.
    fileprivate func add(_ tiles: TileGrid) throws(SlideError) {
        let numbers = tiles.origins.flatMap { [$0.x, $0.y] }
        let whole = numbers.compactMap { Int32(exactly: $0) }
        let coords = try add(
            whole.count == numbers.count ? .int32(whole) : .float64(numbers), shape: [tiles.origins.count, 2],
            as: SlideSchema.coordinates)
        let side = Int64(exactly: tiles.side).map { Values.int64([$0]) } ?? .float64([tiles.side])
        try add(side, as: SlideSchema.tileSide, of: coords.id)
        guard let size = tiles.slideSize else { return }
        try add(.int64([Int64(size.width)]), as: SlideSchema.slideWidth, of: coords.id)
        try add(.int64([Int64(size.height)]), as: SlideSchema.slideHeight, of: coords.id)
    }

    fileprivate func add(_ provenance: ScoreProvenance) throws(SlideError) {
        typealias Name = SlideSchema.Provenance
        for (name, text) in [
            (Name.version, provenance.version), (Name.score, provenance.score), (Name.slide, provenance.slide),
            (Name.model, provenance.model), (Name.fingerprint, provenance.fingerprint),
            (Name.attention, provenance.attention), (Name.pooling, provenance.pooling),
        ] {
            try add(.texts([text]), as: name, of: root)
        }
        try add(.int64([Int64(provenance.block)]), as: Name.block, of: root)
        try add(.texts(provenance.classes), isList: true, as: Name.classes, of: root)
        try add(.float32(provenance.logits), isList: true, as: Name.logits, of: root)
        try add(.float32(provenance.probabilities), isList: true, as: Name.probabilities, of: root)
        try add(.int64([Int64(provenance.predictedClass)]), as: Name.predictedClass, of: root)
    }
}
