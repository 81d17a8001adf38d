internal import Files
internal import LinMIL
internal import Slides

extension SlidePart {
    /// The facts of a part as attributes of an HDF5 file. The tiles' numbers are a dataset of their own.
    var attributes: [ScoreFile.Attribute] {
        typealias Name = ScoreAttribute.Part
        var attributes: [ScoreFile.Attribute] = []
        for (names, fingerprints, files) in [
            (Name.only, Name.onlyFingerprints, only), (Name.without, Name.withoutFingerprints, without),
        ] where !files.isEmpty {
            attributes += [
                ScoreFile.Attribute(names, .texts(files.map { PathText.stored($0.name) }), isList: true),
                ScoreFile.Attribute(fingerprints, .texts(files.map { $0.fingerprint ?? "" }), isList: true),
            ]
        }
        attributes += [
            ScoreFile.Attribute(Name.slideTiles, .int64([Int64(slideTileCount)])),
            ScoreFile.Attribute(Name.scored, .texts([scored.rawValue])),
        ]
        guard let wholeSlide else { return attributes }
        attributes.append(ScoreFile.Attribute(Name.logits, .float32(wholeSlide.logits), isList: true))
        if let probabilities = wholeSlide.probabilities {
            attributes.append(ScoreFile.Attribute(Name.probabilities, .float32(probabilities), isList: true))
        }
        if let number = wholeSlide.predictedClass {
            attributes.append(ScoreFile.Attribute(Name.predictedClass, .int64([Int64(number)])))
        }
        return attributes
    }
}

extension StoredFacts {
    /// Returns which part of the slide the file is about; nil for a whole slide.
    ///
    /// - Parameter prediction: the prediction on the part, whose classes are those of the one on the whole slide.
    func part(_ prediction: Prediction?) throws(ResultError) -> SlidePart? {
        typealias Name = ScoreAttribute.Part
        guard let count = try number(Name.slideTiles, in: 1...SlideResult.mostTiles) else { return nil }
        guard let scored = SlidePart.Extent(rawValue: try required(Name.scored)) else {
            throw bad(Name.scored, expected: "part or wholeSlide")
        }
        func files(_ names: String, _ fingerprints: String) throws(ResultError) -> [FileReference] {
            guard file.attributes[names] != nil else { return [] }
            let (names, found) = (try texts(names), try texts(fingerprints))
            guard names.count == found.count else { throw bad(fingerprints, expected: "\(names.count) texts") }
            return zip(names, found).map { FileReference($0, fingerprint: $1.isEmpty ? nil : $1) }
        }
        var whole: Prediction?
        if let prediction, file.attributes[Name.logits] != nil {
            let finite = Double(Float.greatestFiniteMagnitude)
            let classes = prediction.classes
            var (probabilities, predicted): ([Double]?, Int?)
            if prediction.output != .value {
                probabilities = try numbers(Name.probabilities, count: classes.count, in: 0...1)
            }
            if prediction.output == .classes {
                predicted = Int(try numbers(Name.predictedClass, count: 1, in: 0...Double(classes.count - 1))[0])
            }
            whole = Prediction(
                classes: classes,
                logits: try numbers(Name.logits, count: classes.count, in: -finite...finite).map { Float($0) },
                output: prediction.output, probabilities: probabilities?.map { Float($0) }, predictedClass: predicted)
        }
        return SlidePart(
            only: try files(Name.only, Name.onlyFingerprints),
            without: try files(Name.without, Name.withoutFingerprints), slideTileCount: count, tiles: file.tileNumbers,
            scored: scored, wholeSlide: whole)
    }
}

extension SlideResult {
    /// More tiles than any slide has.
    static let mostTiles = 100_000_000
}
