import Foundation
import LinMIL
import Slides
import Testing

@testable import Results

/// JSON and HDF5 are two formats of the same facts.
@Suite struct `A result` {
    static let results: [SlideResult] =
        Score.Kind.allCases.flatMap { kind in
            [
                Fixtures.result(score: .model(Score(kind, block: 3))),
                Fixtures.result(
                    score: .model(Score(kind, class: 1, block: 0, head: .number(7))), slideSize: nil, mpp: nil),
            ]
        } + [
            Fixtures.result(tilesSeen: 1), Fixtures.foreign, Fixtures.result(warnings: ["one; \"two\"", "ü"]),
            Fixtures.result(classes: ["one"]), Fixtures.result(classes: (0..<1000).map { "class \($0)" }),
            Fixtures.result(origins: [[0.5, 0], [1e-3, 7], [0, 512]], slideSize: nil),
        ]

    @Test(arguments: results) func `reads back completely from JSON and from HDF5`(result: SlideResult) throws {
        try Fixtures.withPath("json") { path in
            try result.write(to: path)
            #expect(try SlideResult(readingJSONFrom: path) == result)
        }
        try Fixtures.withPath("h5") { path in
            try result.write(to: path)
            #expect(try SlideResult(readingHDF5From: path) == result)
        }
    }

    @Test(arguments: results) func `has the same bytes in every run and at every path`(result: SlideResult) throws {
        for ending in ["json", "h5"] {
            let bytes = try Fixtures.withPath(ending) { path in
                try result.write(to: path)
                return Fixtures.bytes(of: path)
            }
            let again = try Fixtures.withPath(ending) { path in
                try result.write(to: path)
                return Fixtures.bytes(of: path)
            }
            #expect(bytes.count > 100 && bytes == again)
        }
    }

    @Test func `of version 0.2.0 is the same from JSON and from HDF5`() throws {
        // The kinds of that version.
        for kind in [Score.Kind.cls, .attn] {
            let path = "\(Fixtures.folder)/version-0.2.0/\(kind.rawValue)"
            let json = try SlideResult(readingJSONFrom: path + ".json")
            let hdf5 = try SlideResult(readingHDF5From: path + ".h5")
            #expect(json.version == "0.2.0" && hdf5.version == "0.2.0")
            #expect(json.scores == hdf5.scores && json.origins == hdf5.origins && json.tileSide == hdf5.tileSide)
            #expect(json.scores.count == 64 && json.tileSide == 640 && json.slideSize == hdf5.slideSize)
            #expect(json.prediction == hdf5.prediction && json.prediction?.classes.count == 3)
            #expect(json.model == hdf5.model && json.model?.file.name == "model.pt")
            #expect(json.score == .model(Score(kind, block: 1)) && hdf5.score == json.score)
            #expect(json.slide == "contiguous-f4" && hdf5.slide == json.slide)
        }
    }

    @Test func `names files without their folders`() throws {
        let file = FileReference("Patients/Jane Doe/slide-7.h5", fingerprint: nil)
        #expect(file.name == "slide-7.h5")
        let old = Data("{\"path\":\"Patients/Jane Doe/model.pt\",\"fingerprint\":\"sha256:0\"}".utf8)
        #expect(try JSONDecoder().decode(FileReference.self, from: old).name == "model.pt")
    }

    @Test func `takes the geometry that the user gives`() throws {
        var result = Fixtures.result()
        let given = GivenGeometry(tileSide: 256, mpp: 0.5)
        result.place(
            on: try TileGrid(
                origins: result.origins, side: result.tileSide, slideSize: result.slideSize, given: given, path: "a"))
        #expect(result.tileSide == 256 && result.mpp == 0.5 && result.slideSize == SlideSize("900x1000"))
        #expect(result.tileSideSource != "patch_size_level0")
    }

    @Test func `has a title for people`() {
        #expect(TileScore.model(.cls).title() == "CLS attention" && TileScore.model(.attn).title() == "lin_mil's attn")
        #expect(TileScore.named("attention_scores").title() == "Attention score")
        #expect("\(TileScore.named("risk").title())" == "risk")
    }
}
