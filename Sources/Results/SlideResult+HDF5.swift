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
        add(ScoreAttribute.tileSideSource, text: tileSideSource)
        add(ScoreAttribute.block, number: score.score?.block)
        add(ScoreAttribute.scoreClass, number: score.classNumber)
        add(ScoreAttribute.head, number: score.score?.head.number)
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
        try ScoreFile.write(
            scores, origins: origins, side: tileSide, slideSize: slideSize, attributes: attributes, to: path)
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
        try ScoreFile(path: path, choice: choice, attributes: ScoreAttribute.all)
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
                activation: try facts.text(ScoreAttribute.activation))
            prediction = try facts.prediction()
        }
        let storedMpp = try facts.mpp()
        self.init(
            version: version,
            features: FileReference(
                try facts.required(ScoreAttribute.slide),
                fingerprint: try facts.text(ScoreAttribute.featuresFingerprint)),
            model: model, prediction: prediction,
            score: TileScore(
                kind: try facts.required(ScoreAttribute.score), class: try facts.number(ScoreAttribute.scoreClass),
                block: try facts.number(ScoreAttribute.block),
                head: try facts.number(ScoreAttribute.head).map { .number($0) } ?? .mean),
            tilesSeen: try facts.number(ScoreAttribute.tilesSeen, in: 0...file.tileCount),
            warnings: file.attributes[ScoreAttribute.warnings] == nil ? [] : try facts.texts(ScoreAttribute.warnings),
            scores: file.scores,
            origins: tiles.origins, tileSide: tiles.side,
            tileSideSource: Self.sideSource(tiles, stored: try facts.text(ScoreAttribute.tileSideSource)),
            slideSize: tiles.slideSize,
            mpp: tiles.mpp ?? storedMpp)
        let storedScale = try facts.coordinatesScale()
        coordinatesScale = tiles.coordinatesScale.map { $0 * (storedScale ?? 1) } ?? storedScale
        if let fault { throw .inconsistent(path: file.path, fault: fault) }
    }
}

/// Reads the attributes of a file, which may have any values.
private struct StoredFacts {
    private let file: ScoreFile

    init(_ file: ScoreFile) { self.file = file }

    private func bad(_ name: String, expected: String) -> ResultError {
        .badAttribute(
            path: file.path, attribute: name, found: file.attributes[name].map { "\($0)" } ?? "missing",
            expected: expected)
    }

    /// Returns nil if there is no such attribute.
    func text(_ name: String) throws(ResultError) -> String? {
        guard let value = file.attributes[name] else { return nil }
        guard case .text(let text) = value else { throw bad(name, expected: "a text") }
        return text
    }

    func required(_ name: String) throws(ResultError) -> String {
        guard let text = try text(name) else { throw bad(name, expected: "a text") }
        return text
    }

    func texts(_ name: String) throws(ResultError) -> [String] {
        switch file.attributes[name] {
        case .text(let text): return [text]
        case .texts(let texts): return texts
        default: throw bad(name, expected: "a list of texts")
        }
    }

    /// Returns nil if there is no such attribute.
    func number(
        _ name: String, in range: ClosedRange<Int> = 0...SlideResult.largestNumber
    ) throws(ResultError) -> Int? {
        guard file.attributes[name] != nil else { return nil }
        let number = try numbers(name, count: 1, in: Double(range.lowerBound)...Double(range.upperBound))[0]
        guard let whole = Int(exactly: number) else { throw bad(name, expected: "a whole number") }
        return whole
    }

    /// Returns nil if a fact that this kind of output has is missing. Older versions named no kind.
    func prediction() throws(ResultError) -> Prediction? {
        let classes = try texts(ScoreAttribute.classes)
        let finite = Double(Float.greatestFiniteMagnitude)
        let logits = try numbers(ScoreAttribute.logits, count: classes.count, in: -finite...finite)
        var output = OutputKind.standard(outputs: classes.count)
        if let name = try text(ScoreAttribute.output) {
            guard let kind = OutputKind(rawValue: name) else {
                throw bad(
                    ScoreAttribute.output, expected: OutputKind.allCases.map(\.rawValue).joined(separator: " or "))
            }
            output = kind
        }
        var (probabilities, predicted): ([Double]?, Int?)
        if output != .value {
            probabilities = try numbers(ScoreAttribute.probabilities, count: classes.count, in: 0...1)
        }
        if output == .classes {
            predicted = Int(
                try numbers(ScoreAttribute.predictedClass, count: 1, in: 0...Double(classes.count - 1))[0])
        }
        return Prediction(
            classes: classes, logits: logits.map { Float($0) }, output: output,
            probabilities: probabilities?.map { Float($0) }, predictedClass: predicted)
    }

    func mpp() throws(ResultError) -> Double? {
        guard file.attributes[ScoreAttribute.mpp] != nil else { return nil }
        return try numbers(ScoreAttribute.mpp, count: 1, in: 0.001...1000)[0]
    }

    func coordinatesScale() throws(ResultError) -> Double? {
        guard file.attributes[ScoreAttribute.coordinatesScale] != nil else { return nil }
        let scales = Double.leastNonzeroMagnitude...Double.greatestFiniteMagnitude
        return try numbers(ScoreAttribute.coordinatesScale, count: 1, in: scales)[0]
    }

    func numbers(_ name: String, count: Int, in range: ClosedRange<Double>) throws(ResultError) -> [Double] {
        guard case .numbers(let numbers) = file.attributes[name], numbers.count == count,
            numbers.allSatisfy(range.contains)
        else {
            let (low, high) = (plainNumber(range.lowerBound), plainNumber(range.upperBound))
            throw bad(name, expected: "\(count == 1 ? "a number" : "\(count) numbers") from \(low) to \(high)")
        }
        return numbers
    }
}
