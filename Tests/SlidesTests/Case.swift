import Foundation

@testable import Slides

/// A folder as another program leaves it, with what to do and what to expect.
struct Case: Decodable {
    struct Slide: Decodable {
        let size: String
        let mpp: Double?
    }

    struct Expectation: Decodable {
        let side: Double
        let from: String
        let slideSize: String?
        let first: [Double]
        let last: [Double]
        let unit: String
        /// The words that each warning must have.
        let warnings: [[String]]
    }

    let file: String?
    let coords: String?
    let tileSize: Double?
    let slideSize: String?
    let mpp: Double?
    let coordsScale: Double?
    let slide: Slide?
    /// The words that the error must have.
    let refused: [String]?
    let expect: Expectation?

    /// The names of the case folders.
    static let names: [String] = Fixtures.names(in: Fixtures.folder + "cases").sorted()

    static func folder(_ name: String) -> String { Fixtures.folder + "cases/" + name + "/" }

    init(_ name: String) throws {
        let data = Data(Fixtures.bytes(of: Self.folder(name) + "case.json"))
        self = try JSONDecoder().decode(Case.self, from: data)
    }

    /// The geometry that the case gives in addition to its files.
    func given(in folder: String) -> GivenGeometry {
        GivenGeometry(
            coordinates: coords.map { folder + $0 }, tileSide: tileSize, slideSize: slideSize.flatMap { SlideSize($0) },
            mpp: mpp,
            slide: slide.flatMap { slide in
                SlideSize(slide.size).map { SlideFacts(path: "scan.svs", size: $0, mpp: slide.mpp) }
            }, coordinatesScale: coordsScale)
    }

    /// Opens the slide of a case and reads everything, features to the last row.
    func open(in folder: String) throws -> (evidence: TileEvidence, tiles: TileGrid) {
        let path = folder + (file ?? "slide.h5")
        let evidence: TileEvidence
        if (try? ScoreFile.isOne(path: path)) == true {
            evidence = try TileEvidence(of: ScoreFile(path: path), given: given(in: folder))
        } else {
            let features = try FeatureFile(path: path)
            evidence = try TileEvidence(of: features, given: given(in: folder))
            _ = try features.values(0..<features.tileCount)
        }
        return (evidence, try TileGrid(evidence))
    }
}
