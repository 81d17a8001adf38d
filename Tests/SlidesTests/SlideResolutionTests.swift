import Testing

@testable import Slides

@Suite struct `A slide's resolution` {
    private let size = SlideSize(width: 4000, height: 3000)

    private func find(_ properties: [String: String]) throws -> SlideResolution? {
        try SlideResolution.find(size: size) { properties[$0] }
    }

    private func tags(_ x: String, _ y: String?, _ unit: String?) -> [String: String] {
        var properties = ["tiff.XResolution": x]
        (properties["tiff.YResolution"], properties["tiff.ResolutionUnit"]) = (y, unit)
        return properties
    }

    private func ome(_ attributes: String) -> [String: String] {
        ["tiff.ImageDescription": "<OME><Image><Pixels SizeX=\"4000\" SizeY=\"3000\" \(attributes)/></Image></OME>"]
    }

    @Test func `is OpenSlide's, then the description's, then the tags'`() throws {
        var properties = ["openslide.mpp-x": "0.25", "openslide.mpp-y": "0.26"]
        properties.merge(ome("PhysicalSizeX=\"0.4\"")) { $1 }
        properties.merge(tags("20000", "20000", "centimeter")) { $1 }
        #expect(try find(properties) == SlideResolution(mpp: SIMD2(0.25, 0.26), source: .openSlide))
        properties["openslide.mpp-x"] = nil
        #expect(try find(properties) == SlideResolution(mpp: SIMD2(0.4, 0.4), source: .omeXML))
        properties["openslide.comment"] = "<Scan><PixelSizeMicrons>0.3</PixelSizeMicrons></Scan>"
        #expect(try find(properties) == SlideResolution(mpp: SIMD2(0.3, 0.3), source: .comment))
        properties["openslide.comment"] = "no words of it"
        properties["tiff.ImageDescription"] = "a slide"
        #expect(try find(properties) == SlideResolution(mpp: SIMD2(0.5, 0.5), source: .tags))
        #expect(try find([:]) == nil)
    }

    @Test(arguments: [
        ("PhysicalSizeX=\"0.5\"", 0.5), ("PhysicalSizeX='0.5' PhysicalSizeXUnit='µm'", 0.5),
        ("PhysicalSizeX=\"0.5\" PhysicalSizeXUnit=\"μm\"", 0.5),
        ("PhysicalSizeX=\"0.5\" PhysicalSizeXUnit=\"um\"", 0.5),
        ("PhysicalSizeX=\"0.5\" PhysicalSizeXUnit=\"&#181;m\"", 0.5),
        ("PhysicalSizeX=\"500\" PhysicalSizeXUnit=\"nm\"", 0.5),
        ("PhysicalSizeXUnit=\"mm\"\n  PhysicalSizeX = \"5e-4\"", 0.5),
        ("PhysicalSizeX=\"5000\" PhysicalSizeXUnit=\"Å\"", 0.5),
    ]) func `in OME-XML has a unit, micrometres if it is not stated`(attributes: String, mpp: Double) throws {
        let found = try #require(try find(ome(attributes)))
        #expect(abs(found.mpp.x - mpp) < 1e-12 && found.mpp.x == found.mpp.y)
    }

    @Test(arguments: [
        "PhysicalSizeX=\"1\" PhysicalSizeXUnit=\"pixel\"", "PhysicalSizeX=\"1\" PhysicalSizeXUnit=\"reference frame\"",
        "PhysicalSizeX=\"0\"", "PhysicalSizeX=\"-0.5\"", "PhysicalSizeX=\"nan\"", "PhysicalSizeX=\"half\"",
        "PhysicalSizeX=\"0.5", "PhysicalSizeX=", "PhysicalSizeX", "PhysicalSizeY=\"0.5\"", "",
    ]) func `is not taken from OME-XML that states no length`(attributes: String) throws {
        #expect(try find(ome(attributes)) == nil)
    }

    @Test func `in OME-XML is that of the image of the slide's size, whatever the namespace is called`() throws {
        let text = """
            <?xml version="1.0"?><!-- <Pixels SizeX="4000" SizeY="3000" PhysicalSizeX="9"/> -->
            <ome:OME><ome:Image Name="label > 1"><ome:Pixels PhysicalSizeX="8" SizeX="400" SizeY="300"></ome:Pixels>
            </ome:Image><ome:Image><ome:Pixels PhysicalSizeX="0.25" PhysicalSizeY="0.26" SizeX="4000" SizeY="3000"/>
            """
        #expect(try find(["tiff.ImageDescription": text])?.mpp == SIMD2(0.25, 0.26))
        let other = SlideSize(width: 5, height: 5)
        #expect(OMEXML(text).pixelSize(of: other) == SIMD2(8, 8))
    }

    @Test(
        arguments: [
            ("20000", "20000", "centimeter", 0.5, 0.5), ("50800", "50800", "inch", 0.5, 0.5),
            ("40000", "20000", "CENTIMETER", 0.25, 0.5), ("20000", nil, "centimeter", 0.5, 0.5),
            ("1000", "1000", "centimeter", 10, 10),
        ] as [(String, String?, String, Double, Double)])
    func `in tags is a number of pixels in a unit, along each axis`(
        x: String, y: String?, unit: String, mppX: Double, mppY: Double
    ) throws {
        #expect(try find(tags(x, y, unit)) == SlideResolution(mpp: SIMD2(mppX, mppY), source: .tags))
    }

    @Test(arguments: [
        "72 72 inch", "96 96 inch", "300 300 inch", "10 10 centimeter", "20000 28.35 centimeter", "1e9 1e9 inch",
    ])
    func `in tags is no printer's, screen's or other default`(words: String) throws {
        let parts = words.split(separator: " ").map(String.init)
        let error = try #require(throws: SlideResolution.Implausible.self) {
            try find(tags(parts[0], parts[1], parts[2]))
        }
        #expect(error.mpp > 40 || error.mpp < 0.001)
    }

    @Test(
        arguments: [
            ("20000", "none"), ("20000", nil), ("0", "inch"), ("nan", "inch"), ("", "inch"), ("20000", "furlong"),
        ] as [(String, String?)]) func `needs a unit and a number`(x: String, unit: String?) throws
    {
        #expect(try find(tags(x, x, unit)) == nil)
    }
}

@Suite(.enabled(if: Fixtures.hasOpenSlide, Fixtures.noOpenSlide))
struct `Slides that OpenSlide gives no resolution` {
    private func slide(_ name: String) throws -> WholeSlide {
        try WholeSlide(path: Fixtures.folder + "resolutions/" + name)
    }

    @Test(arguments: [
        "centimetre.tif", "inch.tif", "micrometre.ome.tif", "nanometre.ome.tif", "ome-and-72-dpi.ome.tif",
    ])
    func `have it in tags or OME-XML`(name: String) throws {
        #expect(abs(try #require(slide(name).facts.mpp) - 0.5) < 1e-9)
    }

    @Test func `do not have it in a default or without a unit`() throws {
        let screen = try slide("72-dpi.tif")
        #expect(screen.mpp == nil && screen.implausibleMpp == 25_400.0 / 72)
        let unitless = try slide("unitless.tif")
        #expect(unitless.mpp == nil && unitless.implausibleMpp == nil)
    }

    @Test func `are named where STAMP's coordinates need it, and not asked for again`() throws {
        let stamp = try FeatureFile(path: Fixtures.whole("stamp"))
        let screen = try slide("72-dpi.tif").facts
        let error = try #require(throws: SlideError.self) {
            try TileGrid(of: stamp, given: GivenGeometry(slide: screen))
        }
        #expect(
            error == .missingResolution(path: stamp.path, slide: screen.path, implausible: 25_400.0 / 72), "\(error)")
        #expect("\(error)".contains("72-dpi.tif does not say its resolution (its tags say 352.7778 micrometres"))
        #expect(!"\(error)".contains("the slide itself"))
    }
}
