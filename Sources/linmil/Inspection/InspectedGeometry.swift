internal import Slides

/// Where a slide's tiles lie, as a program reads it: the value that is used, who says it, and what others say.
struct InspectedGeometry: Encodable {
    /// One thing said of a length.
    struct Statement<Value: Encodable>: Encodable {
        let value: Value?
        let source: String
        let path: String?
        /// Why it cannot be used.
        let problem: String?
    }

    let coordinates: String
    let unit: String
    /// In level-0 pixels; the first is used.
    let tileSides: [Statement<Double>]
    /// [width, height] in level-0 pixels; the first is used.
    let slideSizes: [Statement<[Int]>]
    /// Micrometres of a level-0 pixel; the first is used.
    let mpp: [Statement<Double>]
    let magnification: Double?
    /// The distance of neighbouring tiles in the coordinates' unit.
    let stride: Double?
    let warnings: [String]
    /// What keeps the tiles from being placed.
    let failure: String?

    init(_ evidence: TileEvidence, warnings: [String], failure: SlideError?) {
        coordinates = evidence.coordinatesPath
        unit = "\(evidence.unit)"
        tileSides = evidence.tileSides.map { Self.statement($0) { $0 } }
        slideSizes = evidence.slideSizes.map { Self.statement($0) { [$0.width, $0.height] } }
        mpp = evidence.resolutions.map { Self.statement($0) { $0 } }
        magnification = evidence.magnification
        stride = evidence.stride?.length
        self.warnings = warnings
        self.failure = failure?.advised(in: .inspect)
    }

    private static func statement<Value, Written>(
        _ said: TileEvidence.Statement<Value>, _ write: (Value) -> Written
    ) -> Statement<Written> {
        Statement(
            value: said.value.map(write), source: said.source.words(in: .inspect), path: said.source.path,
            problem: said.failure?.advised(in: .inspect))
    }
}
