internal import Slides

/// The tile geometry of a slide, for `--json`: each value that is used, its source, and values from other sources.
struct InspectedGeometry: Encodable {
    /// A value from one source.
    struct Statement<Value: Encodable>: Encodable {
        let value: Value?
        let source: String
        let path: String?
        /// Why the value cannot be used.
        let problem: String?
    }

    let coordinates: String
    let unit: String
    /// What the coordinates were multiplied with; null if nothing was given.
    let coordsScale: Double?
    /// In level-0 pixels. The first one is used.
    let tileSides: [Statement<Double>]
    /// [width, height] in level-0 pixels. The first one is used.
    let slideSizes: [Statement<[Int]>]
    /// Micrometres per level-0 pixel. The first one is used.
    let mpp: [Statement<Double>]
    let magnification: Double?
    /// The distance between neighbouring tiles, in the coordinates' unit.
    let stride: Double?
    let warnings: [String]
    /// Why the tiles cannot be placed.
    let failure: String?

    init(_ evidence: TileEvidence, warnings: [String], failure: SlideError?) {
        coordinates = evidence.coordinatesPath
        unit = "\(evidence.unit)"
        coordsScale = evidence.coordinatesScale
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
