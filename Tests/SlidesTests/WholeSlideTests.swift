import Files
import Images
import Testing

@testable import Slides

extension Fixtures {
    /// Whether OpenSlide is installed.
    static let hasOpenSlide: Bool = if case .success = OpenSlide.shared { true } else { false }
    static let noOpenSlide: Comment = "libopenslide0 is not installed: whole slides cannot be read"

    static func slide(_ name: String) -> String { folder + "slides/" + name }

    /// The names of the folders that hold one fault each.
    static let slideFaults: [String] = names(in: folder + "slide-faults").sorted()
}

@Suite(.enabled(if: Fixtures.hasOpenSlide, Fixtures.noOpenSlide))
struct `Whole slides` {
    @Test func `an Aperio slide has its resolution`() throws {
        let slide = try WholeSlide(path: Fixtures.slide("aperio.svs"))
        #expect(slide.vendor == "aperio")
        #expect(slide.size == SlideSize(width: 384, height: 256))
        #expect(slide.mpp == SIMD2(0.2501, 0.2501))
        #expect(slide.magnification == 40)
        #expect(slide.bounds == nil)
        #expect(slide.region == SlideRegion(x: 0, y: 0, width: 384, height: 256))
        #expect(slide.levels.map(\.size) == [slide.size, SlideSize(width: 96, height: 64)])
        #expect(slide.levels.map(\.downsample) == [1, 4])
        #expect(slide.libraryVersion.first?.isNumber == true)
    }

    @Test func `a Leica slide has its scanned region`() throws {
        let slide = try WholeSlide(path: Fixtures.slide("leica.scn"))
        #expect(slide.vendor == "leica")
        #expect(slide.size == SlideSize(width: 800, height: 480))
        #expect(slide.bounds == SlideRegion(x: 120, y: 60, width: 320, height: 192))
        #expect(slide.region == slide.bounds)
        #expect("\(slide.region)" == "320x192 at (120, 60)")
        #expect(slide.magnification == 20)
    }

    @Test func `a plain pyramid has only its pixels`() throws {
        let slide = try WholeSlide(path: Fixtures.slide("generic.tif"))
        #expect(slide.vendor == "generic-tiff")
        #expect(slide.mpp == nil && slide.magnification == nil && slide.bounds == nil)
        #expect(slide.levels.count == 2)
    }

    @Test func `slides are recognised by their first bytes`() throws {
        #expect(try WholeSlide.vendor(of: Fixtures.slide("aperio.svs")) == "aperio")
        #expect(try WholeSlide.vendor(of: Fixtures.slide("generic.tif")) == "generic-tiff")
        #expect(try WholeSlide.vendor(of: Fixtures.whole("clam")) == nil)
        #expect(try WholeSlide.vendor(of: Fixtures.slide("aperio-part.png")) == nil)
        #expect(throws: SlideError.file(.missing(path: "/nowhere/a.svs"))) {
            try WholeSlide.vendor(of: "/nowhere/a.svs")
        }
    }

    @Test(arguments: Fixtures.slideFaults)
    func `a faulty slide is refused in one sentence that names the file`(fault: String) throws {
        let folder = Fixtures.folder + "slide-faults/" + fault + "/"
        let error = try #require(throws: SlideError.self) {
            let slide = try WholeSlide(path: folder + "slide.tif")
            _ = try slide.picture(of: slide.region, size: PixelSize(width: 20, height: 15))
        }
        let sentence = "\(error)"
        #expect(sentence.hasPrefix(folder))
        #expect(!sentence.contains("\n"))
        let expected = String(decoding: Fixtures.bytes(of: folder + "expected.txt"), as: UTF8.self)
        for words in expected.split(separator: "\n") {
            #expect(sentence.contains(words))
        }
    }

    @Test func `there are faults to test`() { #expect(Fixtures.slideFaults.count == 10) }

    @Test func `a missing file, a folder and a device have different errors`() {
        #expect(throws: SlideError.file(.missing(path: "/nowhere/a.svs"))) { try WholeSlide(path: "/nowhere/a.svs") }
        #expect(throws: SlideError.slideFolder(path: "/usr")) { try WholeSlide(path: "/usr") }
        #expect(throws: SlideError.file(.notRegular(path: "/dev/zero"))) {
            try WholeSlide(path: "/dev/zero")
        }
    }

    @Test func `damage in the middle leaves the rest of the slide readable`() throws {
        let slide = try WholeSlide(path: Fixtures.folder + "slide-faults/damaged-tile/slide.tif")
        let corner = SlideRegion(x: 0, y: 0, width: 64, height: 64)
        #expect(try slide.picture(of: corner, size: PixelSize(width: 64, height: 64)).width == 64)
        #expect(throws: SlideError.self) { try slide.picture(of: slide.region, size: PixelSize(width: 9, height: 9)) }
    }
}

@Suite struct `Without OpenSlide` {
    @Test func `the error names the package to install`() throws {
        let library = Result { () throws(RuntimeLibrary.Missing) in try OpenSlide(names: ["libnowhere.so.1"]) }
        let path = Fixtures.slide("aperio.svs")
        let error = try #require(throws: SlideError.self) { try WholeSlide(path: path, library: library) }
        #expect("\(error)".hasPrefix("\(path): a whole slide is read by OpenSlide, but libnowhere.so.1 is not"))
        #expect("\(error)".hasSuffix("install the package libopenslide0 or give a thumbnail of the slide"))
    }
}
