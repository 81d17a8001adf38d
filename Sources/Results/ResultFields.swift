internal import LinMIL
internal import Slides

/// The fields of a score file in JSON, under their names in the file.
///
/// The names of version 0.2.0 are kept because users' scripts read them. New facts get new fields.
struct ResultFields: Codable {
    /// The features file's name. It is read first, so its absence tells of a file that is something else.
    let slide: String
    @WrittenNull var featuresFingerprint: String?
    @WrittenNull var model: ModelFields?
    @WrittenNull var logits: [Float]?
    /// Not written for classes.
    let output: OutputKind?
    @WrittenNull var probabilities: [Float]?
    @WrittenNull var predictedClass: Int?
    let score: ScoreFields
    /// Not written unless a score speaks of a class; nor are the next three.
    var classToken: ByScore<Float?>?
    var biases: ByScore<Float?>?
    var target: ByScore<Float?>?
    var logOdds: ByScore<Float?>?
    /// Only of several models; so is the next one.
    var rankCorrelation: ByScore<RankAgreement?>?
    var ensemble: SlideEnsemble?
    @WrittenNull var tilesSeen: Int?
    let tileSize: Double
    @WrittenNull var tileSizeSource: String?
    @WrittenNull var slideSize: [Int]?
    @WrittenNull var mpp: Double?
    /// [tiles, 2]
    var coords: [SIMD2<Double>]
    /// Not written where nothing was given.
    var coordsScale: Double?
    /// Not written unless the maps were measured.
    var evaluation: SlideEvaluation?
    /// Not written for a whole slide.
    var part: SlidePart?
    /// [tiles] of each score
    var scores: ByScore<[Float]>
    @WrittenNull var version: String?
    /// Version 0.2.0 wrote none.
    let warnings: [String]?
    /// Not written unless one of several scores has warnings of its own.
    var scoreWarnings: [String: [String]]?

    /// The model that scored the slide, with its class names.
    struct ModelFields: Codable, Equatable {
        @WrittenNull var activation: String?
        /// Not written unless true.
        var activationAssumed: Bool?
        let attention: String
        let classes: [String]
        @WrittenNull var fingerprint: String?
        @WrittenNull var name: String?
        /// Version 0.2.0 wrote a path instead of the name.
        var path: String?
        let pooling: String
        /// Not written for float32.
        var precision: Precision?
    }

    init(_ result: SlideResult) {
        let (names, maps) = (result.names, result.maps)
        func of<Value>(_ fact: (TileMap) -> Value) -> ByScore<Value> { ByScore(zip(names, maps.map(fact))) }
        (coords, scores, score) = (result.origins, of(\.scores), ScoreFields(result))
        if maps.contains(where: { $0.logOdds != nil }) {
            (biases, classToken) = (of(\.parts?.biases), of(\.parts?.classToken))
            (logOdds, target) = (of(\.logOdds), of(\.parts?.target))
        }
        ensemble = result.ensemble
        if ensemble != nil { rankCorrelation = of(\.rankAgreement) }
        let warned = zip(names, maps.map(\.warnings)).filter { !$1.isEmpty }
        scoreWarnings = warned.isEmpty ? nil : Dictionary(uniqueKeysWithValues: warned)
        (slide, tileSize) = (result.features.name, result.tileSide)
        featuresFingerprint = result.features.fingerprint
        (logits, output) = (result.prediction?.logits, result.prediction?.statedOutput)
        probabilities = result.prediction?.probabilities
        predictedClass = result.prediction?.predictedClass
        model = result.model.map { model in
            ModelFields(
                activation: model.activation, isAssumed: model.assumesActivation, attention: model.attention,
                classes: result.prediction?.classes ?? [],
                fingerprint: model.file.fingerprint, name: model.file.name, pooling: model.pooling,
                precision: model.precision)
        }
        slideSize = result.slideSize.map { [$0.width, $0.height] }
        (coordsScale, evaluation, part) = (result.coordinatesScale, result.evaluation, result.part)
        (mpp, tileSizeSource) = (result.mpp, result.tileSideSource)
        (tilesSeen, version, warnings) = (result.tilesSeen, result.version, result.warnings)
    }
}

extension ResultFields.ModelFields {
    init(
        activation: String?, isAssumed: Bool, attention: String, classes: [String], fingerprint: String?, name: String,
        pooling: String, precision: Precision
    ) {
        activationAssumed = isAssumed ? true : nil
        self.precision = precision == .float32 ? nil : precision
        (self.attention, self.classes, self.pooling) = (attention, classes, pooling)
        _activation = WrittenNull(wrappedValue: activation)
        _fingerprint = WrittenNull(wrappedValue: fingerprint)
        _name = WrittenNull(wrappedValue: name)
    }
}

extension SlideResult {
    /// Takes the fields of a file and checks them all.
    init(_ fields: ResultFields) throws(ResultFault) {
        let maps = try fields.maps()
        var size: SlideSize?
        if let sides = fields.slideSize {
            guard sides.count == 2, let known = SlideSize("\(sides[0])x\(sides[1])") else {
                throw ResultFault("a slideSize of \(sides)")
            }
            size = known
        }
        var prediction: Prediction?
        if let model = fields.model, let logits = fields.logits {
            prediction = Prediction(
                classes: model.classes, logits: logits, output: fields.output, probabilities: fields.probabilities,
                predictedClass: fields.predictedClass)
        }
        self.init(
            // Version 0.2.0 did not write its version.
            version: fields.version ?? "0.2.0",
            features: FileReference(fields.slide, fingerprint: fields.featuresFingerprint),
            model: fields.model.map { model in
                Model(
                    file: FileReference(model.name ?? model.path ?? "", fingerprint: model.fingerprint),
                    attention: model.attention, pooling: model.pooling, activation: model.activation,
                    assumesActivation: model.activationAssumed ?? false, precision: model.precision ?? .float32)
            },
            prediction: prediction, maps: maps, tilesSeen: fields.tilesSeen, warnings: fields.warnings ?? [],
            origins: fields.coords, tileSide: fields.tileSize, tileSideSource: fields.tileSizeSource, slideSize: size,
            mpp: fields.mpp)
        (coordinatesScale, evaluation, part) = (fields.coordsScale, fields.evaluation, fields.part)
        ensemble = fields.ensemble
        if let fault = fault { throw ResultFault(fault) }
    }

    /// The first contradiction in the result, if any. Both file formats check it.
    var fault: String? {
        if tileCount == 0 { return "no scores" }
        for map in maps {
            if let fault = map.fault(classes: prediction?.classes.count) { return fault }
        }
        if let tile = origins.firstIndex(where: { !(abs($0.x) <= Self.farthest && abs($0.y) <= Self.farthest) }) {
            return "a corner at (\(origins[tile].x), \(origins[tile].y)) for tile \(tile)"
        }
        if !TileGrid.isSide(tileSide) { return "a tileSize of \(tileSide)" }
        if let mpp, !SlideFacts.isResolution(mpp) { return "an mpp of \(mpp)" }
        if let coordinatesScale, !GivenGeometry.isScale(coordinatesScale) {
            return "a coordsScale of \(coordinatesScale)"
        }
        if let tilesSeen, !(0..<tileCount).contains(tilesSeen) {
            return "tilesSeen of \(tilesSeen) for \(tileCount) tiles"
        }
        if let fault = part?.fault(tileCount: tileCount) { return fault }
        if model != nil, prediction == nil { return "a model and no prediction" }
        if let ensemble {
            if let fault = ensemble.fault(prediction, agreements: maps.compactMap(\.rankAgreement)) { return fault }
        }
        return prediction?.fault ?? evaluation?.fault(in: self).map { "an evaluation \($0)" }
    }

    /// The largest number of a class, block or head. No model has more.
    static let largestNumber = 4096
    /// No corner is as far away as this, in level-0 pixels.
    private static let farthest = 1e9
}

/// A contradiction between facts, in a few words.
struct ResultFault: Error {
    let words: String
    init(_ words: String) { self.words = words }
}
