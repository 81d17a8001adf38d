package import LinMIL
package import Results

extension RenderRecord {
    /// The part of the slide that the picture shows, where regions chose the tiles. The score file has the tiles themselves.
    package struct Part: Sendable, Codable, Equatable {
        /// The files whose regions hold the tiles, and those whose regions hold none.
        package var only: [FileReference]
        package var without: [FileReference]
        /// How many tiles the whole slide has.
        package var slideTiles: Int
        /// What the scores were computed from.
        package var scored: SlidePart.Extent
        /// The prediction for the whole slide; null if the scores came without a model.
        @WrittenNull package var wholeSlide: Prediction?

        init(_ part: SlidePart) {
            (only, without, slideTiles) = (part.only, part.without, part.slideTileCount)
            scored = part.scored
            wholeSlide = part.wholeSlide
        }

        /// Whether every fact can be one of a picture of so many tiles.
        func isPlausible(tiles: Int) -> Bool {
            RenderRecord.tileCounts.contains(slideTiles) && tiles <= slideTiles && wholeSlide?.fault == nil
                && !(only.isEmpty && without.isEmpty)
        }
    }
}

extension SlidePart {
    /// What a figure says of a part of a slide, and of the whole slide beside it.
    var notes: [Phrase] {
        let count = "\(tiles.count) of the slide's \(slideTileCount) tiles"
        var notes = [Phrase(scored == .part ? "Only \(count) entered the model." : "Only \(count) are shown.")]
        notes += only.map { Phrase("Those in ", name: $0.name, ".") }
        notes += without.map { Phrase("Without those in ", name: $0.name, ".") }
        if scored == .wholeSlide {
            let what = wholeSlide == nil ? "scores are" : "scores and the prediction are"
            notes.append(Phrase("The \(what) those of the whole slide."))
        }
        guard scored == .part, let wholeSlide else { return notes }
        switch wholeSlide.answer {
        case .predicted(let name, let probability):
            notes.append(Phrase("Whole slide: ", name: name, " \(NumberText.probability(Double(probability)))."))
        case .value(let value):
            notes.append(Phrase("Whole slide: value \(NumberText.short(Double(value), digits: 4, trimmed: true))."))
        case .sigmoid(let name, let probability):
            notes.append(Phrase("Whole slide: ", name: name, " \(NumberText.probability(Double(probability)))."))
        }
        return notes
    }
}
