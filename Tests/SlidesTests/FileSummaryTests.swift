import Testing

@testable import Slides

@Suite struct `File summaries` {
    @Test func `datasets are listed with shape, type, storage and attributes`() throws {
        let summary = try FileSummary(path: Fixtures.whole("gzip-f2"))
        #expect(summary.objects.map(\.name) == ["", "coords", "features"])
        #expect(!summary.isClipped)
        let (coords, features) = (summary.objects[1], summary.objects[2])
        #expect(features.shape == [70, 8])
        #expect(features.type == "float16")
        #expect(features.storage == "chunks [32, 5], gzip + shuffle")
        #expect(coords.type == "int64")
        #expect(coords.attributes.first { $0.name == "name" }?.value == "\"slide-7\"")
        #expect(coords.attributes.first { $0.name == "patch_size_level0" }?.value == "512")
    }

    @Test func `texts of fixed length are shown`() throws {
        let coords = try FileSummary(path: Fixtures.whole("name-as-bytes")).objects[1]
        #expect(coords.attributes.first { $0.name == "name" }?.value == "\"slide-7\"")
    }

    @Test func `lists are shown`() throws {
        let coords = try FileSummary(path: Fixtures.whole("clam_patches")).objects[1]
        #expect(coords.attributes.first { $0.name == "downsample" }?.value == "[4.0001, 4.0003]")
    }

    @Test func `a file with loops and links is cut short and no link is followed`() throws {
        let summary = try FileSummary(path: Fixtures.whole("many"))
        #expect(summary.objects.count <= 200)
        #expect(summary.isClipped)
        #expect(summary.objects.first { $0.name == "aloof" }?.type == "link")
        #expect(summary.objects.first { $0.name == "elsewhere" }?.type == "link")
        #expect(summary.objects[0].attributes.map(\.name) == ["name"])
        #expect(summary.objects[0].attributes.allSatisfy { $0.value.hasSuffix("...\"") && $0.value.count <= 200 })
    }

    @Test(arguments: Case.names) func `a faulty file is described or refused`(name: String) throws {
        let path = Case.folder(name) + (try Case(name).file ?? "slide.h5")
        do {
            #expect(try FileSummary(path: path).objects.count <= 200)
        } catch {
            #expect("\(error)".hasPrefix(path))
        }
    }
}
