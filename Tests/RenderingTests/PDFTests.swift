import CPNG
import Files
import Foundation
import Images
import Testing

@testable import Rendering

/// Whether the libraries and a font are installed.
private let canDraw: Bool = {
    guard case .success = Librsvg.shared, case .success(true) = Fontconfig.shared else { return false }
    return true
}()

@Suite(.enabled(if: canDraw, "librsvg2-2 or fonts-dejavu-core is not installed: figures cannot be drawn"))
struct `The PDF of a figure` {
    /// The samples of a picture of this size in a PDF.
    private func samples(of size: PixelSize, in pdf: [UInt8]) throws -> [UInt8] {
        let width = try #require(pdf.firstRange(of: Array("/Width \(size.width)\n".utf8))?.upperBound)
        let place = try #require(pdf[width...].firstRange(of: Array("/Height \(size.height)\n".utf8))?.upperBound)
        let start = try #require(pdf[place...].firstRange(of: Array("stream\n".utf8))?.upperBound)
        let end = try #require(pdf[start...].firstRange(of: Array("endstream".utf8))?.lowerBound)
        var samples = [UInt8](repeating: 0, count: 3 * size.width * size.height)
        var count = uLongf(samples.count)
        let data = Array(pdf[start..<end])
        try #require(unsafe uncompress(&samples, &count, data, uLong(data.count)) == Z_OK)
        return Array(samples[..<Int(count)])
    }

    @Test func `has its pictures' exact pixels, and is the same on every run`() throws {
        let image = picture(83, 47)
        let drawing = try Figure(header: FigureHeader(slide: "slide"), panels: [.init(image: image)]).drawing()
        let pdf = try drawing.pdf(record: "{}")
        #expect(pdf.starts(with: Array("%PDF-1.4".utf8)))
        #expect(try samples(of: image.size, in: pdf) == image.pixels)
        #expect(try drawing.pdf(record: "{}") == pdf)
    }

    @Test(arguments: ["{\"a\":\"(b) \\\\ c\"}", "{\"name\":\"Müller 東京 😀\"}"])
    func `keeps a record of any characters`(json: String) throws {
        let drawing = try Figure(header: FigureHeader(slide: "slide"), panels: [.init(image: picture(8, 8))]).drawing()
        #expect(PDFRecord.texts(in: try drawing.pdf(record: json)) == [json])
    }

    @Test func `has the size of its paper`() throws {
        let page = PrintPage(width: 88, maximumHeight: 100, dotsPerInch: 300)
        let drawing = try Figure(panels: [.init(image: picture(200, 100))], page: page).drawing()
        let pdf = String(decoding: try drawing.pdf(record: "{}"), as: UTF8.self)
        let points = try #require(pdf.firstMatch(of: #/MediaBox \[ 0 0 ([0-9.]+) /#).flatMap { Double($0.1) })
        #expect(abs(points - 88 / 25.4 * 72) < 0.5)
    }

    @Test func `without cairo names the package to install`() throws {
        let missing = try #require(throws: RuntimeLibrary.Missing.self) { try CairoPDF(names: ["libnowhere.so.2"]) }
        #expect(FigureError(missing).description.contains("install the package libcairo2"))
    }
}

@Suite struct `Records in a PDF` {
    @Test(arguments: [
        "/Keywords (", "/Keywords (a", "/Keywords <FEFF00", "/Keywords <FEFF00D>", "/Keywords <FEFFD800>",
        "/Keywords <0041>",
        "/Keywords ", "/Keywords [a]", "",
    ]) func `that are damaged are none`(text: String) {
        #expect(PDFRecord.texts(in: Array(text.utf8)).isEmpty)
    }
}
