import Testing

@testable import Slides

@Suite struct `Faulty files` {
    @Test func `there are faults to test`() {
        #expect(Fixtures.faults.count > 50)
    }

    @Test(arguments: Fixtures.faults) func `each fault is refused in one sentence that names the file`(fault: String)
        throws
    {
        let folder = Fixtures.folder + "faults/" + fault + "/"
        let coordinates = Fixtures.exists(folder + "coords.h5") ? folder + "coords.h5" : nil
        let error = try #require(throws: SlideError.self) {
            let features = try FeatureFile(path: folder + "slide.h5")
            _ = try TileGrid(of: features, coordinates: coordinates)
            _ = try features.values(0..<features.tileCount)
        }
        let sentence = "\(error)"
        #expect(sentence.hasPrefix(folder))
        #expect(!sentence.contains("\n") && !sentence.contains("\u{1B}"))
        let expected = String(decoding: Fixtures.bytes(of: folder + "expected.txt"), as: UTF8.self)
        for words in expected.split(separator: "\n") {
            #expect(sentence.contains(words))
        }
    }
}
