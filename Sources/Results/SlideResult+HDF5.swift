internal import Files
internal import LinMIL
public import Slides

extension SlideResult {
    /// Writes the result in CLAM's blockmap layout with TRIDENT's tile attributes. Programs that read those can place
    /// the tiles.
    func writeHDF5(to path: String) throws {
        var attributes: [ScoreFile.Attribute] = []
        func add(_ name: String, text: String?) {
            if let text { attributes.append(ScoreFile.Attribute(name, .texts([PathText.stored(text)]))) }
        }
        func add(_ name: String, number: Int?) {
            if let number { attributes.append(ScoreFile.Attribute(name, .int64([Int64(number)]))) }
        }
        add(ScoreAttribute.version, text: version)
        add(ScoreAttribute.score, text: score.name)
        add(ScoreAttribute.slide, text: features.name)
        add(ScoreAttribute.featuresFingerprint, text: features.fingerprint)
        add(ScoreAttribute.model, text: model?.file.name)
        add(ScoreAttribute.modelFingerprint, text: model?.file.fingerprint)
        add(ScoreAttribute.attention, text: model?.attention)
        add(ScoreAttribute.pooling, text: model?.pooling)
        add(ScoreAttribute.activation, text: model?.activation)
        add(ScoreAttribute.activationAssumed, number: model?.assumesActivation == true ? 1 : nil)
        add(ScoreAttribute.precision, text: model.flatMap { $0.precision == .float32 ? nil : $0.precision.rawValue })
        add(ScoreAttribute.tileSideSource, text: tileSideSource)
        add(ScoreAttribute.block, number: score.score?.block)
        add(ScoreAttribute.blocks, number: maps.lazy.compactMap(\.score.blocks).first)
        add(ScoreAttribute.scoreClass, number: score.classNumber)
        add(ScoreAttribute.head, number: score.score?.head.number)
        if score.score?.head == .max { add(ScoreAttribute.head, text: Score.Head.max.name) }
        for (name, value) in [
            (ScoreAttribute.classToken, maps[0].parts?.classToken), (ScoreAttribute.biases, maps[0].parts?.biases),
            (ScoreAttribute.target, maps[0].parts?.target), (ScoreAttribute.logOdds, maps[0].logOdds),
        ] {
            if let value { attributes.append(ScoreFile.Attribute(name, .float32([value]))) }
        }
        if maps.count > 1 { attributes += eachScore }
        if let ensemble { attributes += ensemble.attributes(of: maps) }
        add(ScoreAttribute.tilesSeen, number: tilesSeen)
        if let mpp { attributes.append(ScoreFile.Attribute(ScoreAttribute.mpp, .float64([mpp]))) }
        if let coordinatesScale {
            attributes.append(ScoreFile.Attribute(ScoreAttribute.coordinatesScale, .float64([coordinatesScale])))
        }
        if !warnings.isEmpty {
            attributes.append(ScoreFile.Attribute(ScoreAttribute.warnings, .texts(warnings), isList: true))
        }
        if let prediction {
            attributes += [
                ScoreFile.Attribute(ScoreAttribute.classes, .texts(prediction.classes), isList: true),
                ScoreFile.Attribute(ScoreAttribute.logits, .float32(prediction.logits), isList: true),
            ]
            if let probabilities = prediction.probabilities {
                attributes.append(
                    ScoreFile.Attribute(ScoreAttribute.probabilities, .float32(probabilities), isList: true))
            }
            add(ScoreAttribute.output, text: prediction.statedOutput?.rawValue)
            add(ScoreAttribute.predictedClass, number: prediction.predictedClass)
        }
        if let part { attributes += part.attributes }
        try ScoreFile.write(
            maps.map(\.scores), origins: origins, side: tileSide, slideSize: slideSize, numbers: part?.tiles,
            evaluation: evaluation.map { try $0.json() }, attributes: attributes, to: path)
    }

    /// Reads scores from HDF5. A file from linmil has all facts; a file from another program, such as CLAM's blockmap,
    /// has scores and coordinates.
    ///
    /// - Parameters:
    ///   - path: the file to read.
    ///   - given: tile geometry that the files do not state, or state wrongly.
    /// - Throws: `SlideError` if there are no scores or the tiles cannot be placed, `ResultError` if facts are missing
    ///   or contradict each other.
    public init(readingHDF5From path: String, given: GivenGeometry = GivenGeometry()) throws {
        let file = try Self.scoreFile(path: path)
        try self.init(file, on: TileGrid(of: file, given: given))
    }

    /// Reads the scores of a file, and the attributes that linmil wrote with them.
    package static func scoreFile(path: String, choice: ScoreChoice? = nil) throws(SlideError) -> ScoreFile {
        try ScoreFile(
            path: path, choice: choice,
            attributes: ScoreAttribute.all + ScoreAttribute.EachScore.all + ScoreAttribute.EachModel.all
                + ScoreAttribute.Part.all)
    }

    /// Joins the scores and attributes of a file with the tiles.
    ///
    /// - Parameter fingerprint: the hash of the file, for scores of another program.
    public init(_ file: ScoreFile, on tiles: TileGrid, fingerprint: String? = nil) throws(ResultError) {
        let facts = StoredFacts(file)
        guard let version = try facts.text(ScoreAttribute.version) else {
            self.init(
                features: FileReference(file.path, fingerprint: fingerprint),
                score: .named(file.name, class: file.classNumber), scores: file.scores, origins: tiles.origins,
                tileSide: tiles.side,
                tileSideSource: "\(tiles.sideSource)", slideSize: tiles.slideSize, mpp: tiles.mpp)
            coordinatesScale = tiles.coordinatesScale
            return
        }
        var (model, prediction): (Model?, Prediction?)
        if let name = try facts.text(ScoreAttribute.model) {
            model = Model(
                file: FileReference(name, fingerprint: try facts.text(ScoreAttribute.modelFingerprint)),
                attention: try facts.required(ScoreAttribute.attention),
                pooling: try facts.required(ScoreAttribute.pooling),
                activation: try facts.text(ScoreAttribute.activation),
                assumesActivation: try facts.number(ScoreAttribute.activationAssumed, in: 0...1) == 1,
                precision: try facts.precision())
            prediction = try facts.prediction()
        }
        let storedMpp = try facts.mpp()
        let ensemble = try facts.ensemble(prediction)
        self.init(
            version: version,
            features: FileReference(
                try facts.required(ScoreAttribute.slide),
                fingerprint: try facts.text(ScoreAttribute.featuresFingerprint)),
            model: model, prediction: prediction,
            maps: try facts.maps(agreements: facts.agreements(of: ensemble)),
            tilesSeen: try facts.number(ScoreAttribute.tilesSeen, in: 0...file.tileCount),
            warnings: file.attributes[ScoreAttribute.warnings] == nil ? [] : try facts.texts(ScoreAttribute.warnings),
            origins: tiles.origins, tileSide: tiles.side,
            tileSideSource: Self.sideSource(tiles, stored: try facts.text(ScoreAttribute.tileSideSource)),
            slideSize: tiles.slideSize,
            mpp: tiles.mpp ?? storedMpp)
        part = try facts.part(prediction)
        let storedScale = try facts.coordinatesScale()
        coordinatesScale = tiles.coordinatesScale.map { $0 * (storedScale ?? 1) } ?? storedScale
        self.ensemble = ensemble
        evaluation = try file.evaluation.map { json throws(ResultError) in
            do { return try jsonValue(from: json) } catch {
                throw .inconsistent(path: file.path, fault: "an 'evaluation' that is not JSON of linmil's")
            }
        }
        if let fault { throw .inconsistent(path: file.path, fault: fault) }
    }
}
