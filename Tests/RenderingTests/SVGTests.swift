import Foundation
import FoundationXML
import Images
import Testing

@testable import Rendering

@Suite struct `The vector figure` {
    @Test func `is well-formed, with its texts as text`() throws {
        for (name, drawing) in try Samples.drawings {
            let document = try SVGReader(drawing.svg())
            #expect(document.error == nil, "\(name): \(document.error ?? "")")
            let texts = drawing.parts.texts.map(\.characters.characters)
            #expect(document.texts == texts, "\(name)")
            #expect(Set(document.elements).isSubset(of: ["svg", "title", "desc", "rect", "text", "image"]))
        }
    }

    @Test func `holds each picture's exact pixels at its own size`() throws {
        let figure = Figure(panels: [
            .init(title: "a", image: picture(31, 17)), .init(title: "b", image: picture(200, 300, channels: .rgba)),
        ])
        let document = try SVGReader(figure.drawing().svg())
        #expect(document.images.count == 2)
        for (attributes, panel) in zip(document.images, figure.panels) {
            #expect(attributes["width"] == "\(panel.image.width)" && attributes["height"] == "\(panel.image.height)")
            let address = try #require(attributes["xlink:href"])
            #expect(address.hasPrefix("data:image/png;base64,"))
            let file = try #require(Data(base64Encoded: String(address.dropFirst(22))))
            #expect(try Image(decodingPNG: Array(file), name: "panel") == panel.image)
        }
    }

    @Test func `describes what it shows to screen readers`() throws {
        var figure = Samples.figure(PixelSize(width: 50, height: 50), panels: 2)
        figure.legend = Samples.legend(hasEnds: false)
        let svg = try figure.drawing().svg()
        #expect(svg.contains("role=\"img\" aria-label=\"tumor-01\""))
        #expect(svg.contains("<title>tumor-01</title>"))
        #expect(svg.contains("<desc>Predicted class: tumor-01 (probability 0.93). Pictures: Panel tumor-01 0, Panel"))
        #expect(svg.contains("of the cohort, from −0.8 to 0.8."))
        #expect(svg.contains("aria-label=\"Panel tumor-01 1\""))
    }

    @Test func `is the same on every run and in a file`() throws {
        let drawing = try Samples.figure(PixelSize(width: 400, height: 300), panels: 2).drawing()
        let again = try Samples.figure(PixelSize(width: 400, height: 300), panels: 2).drawing()
        let path = NSTemporaryDirectory() + "linmil-figure-\(UUID().uuidString).svg"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try drawing.writeSVG(to: path)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == again.svg())
    }
}

/// The contents of an SVG file, found by an XML parser.
final class SVGReader: NSObject, XMLParserDelegate {
    private(set) var error: String?
    private(set) var elements: [String] = []
    private(set) var texts: [String] = []
    private(set) var images: [[String: String]] = []

    init(_ svg: String) {
        super.init()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = self
        if !parser.parse() { error = parser.parserError.map { "\($0)" } ?? "unknown" }
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        elements.append(name)
        if name == "text" { texts.append("") }
        if name == "image" { images.append(attributes) }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        if elements.last == "text", string != "\n" { texts[texts.count - 1] += string }
    }
}
