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
struct `The raster figure` {
    @Test func `has its pictures' exact pixels`() throws {
        for (name, drawing) in try Samples.drawings {
            let page = try drawing.raster()
            #expect(page.size == drawing.size && page.channels == .rgb)
            for picture in drawing.parts.pictures {
                #expect(page.part(picture.box) == picture.image.pixels, "\(name): \(picture.name.characters)")
            }
        }
    }

    @Test func `puts transparent pictures on white`() throws {
        let image = picture(30, 20, channels: .rgba)
        let drawing = try Figure(panels: [.init(image: image)]).drawing()
        #expect(try drawing.raster().part(drawing.parts.pictures[0].box) == image.flattenedOnWhite().pixels)
    }

    @Test func `has every text where the layout puts it, and nothing elsewhere`() throws {
        let drawing = try Samples.figure(PixelSize(width: 400, height: 30), panels: 2).drawing()
        let page = try drawing.raster()
        for text in drawing.parts.texts {
            let ink = page.part(text.box).filter { $0 < 128 }.count
            #expect(ink > 10, "\(text.characters) is not drawn")
        }
        // Up to half a pixel of a letter's edge may be outside its box.
        let places =
            drawing.parts.texts.map { $0.box.grown(by: 1) } + drawing.parts.pictures.map { $0.box.grown(by: 1) }
            + drawing.parts.rectangles.map { $0.box.grown(by: 1) }
        let stray = (0..<page.size.width * page.size.height).first { pixel in
            guard page.pixels[3 * pixel] < 250 else { return false }
            let dot = Box(
                x: Double(pixel % page.width), y: Double(pixel / page.width), width: 1, height: 1)
            return !places.contains { $0.contains(dot) }
        }
        #expect(stray == nil, "ink at \(stray.map { ($0 % page.width, $0 / page.width) } ?? (0, 0))")
    }

    @Test func `is the same on every run and for every size of parts`() throws {
        let drawing = try Samples.figure(PixelSize(width: 300, height: 100)).drawing()
        let whole = try drawing.raster()
        #expect(try drawing.raster() == whole)
        #expect(try drawing.raster(partSize: PixelSize(width: 64, height: 33)) == whole)
    }

    @Test func `loads nothing that a document refers to`() throws {
        let path = NSTemporaryDirectory() + "linmil-secret-\(UUID().uuidString).png"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try picture(8, 8).writePNG(to: path)
        let size = PixelSize(width: 8, height: 8)
        for address in ["file://\(path)", path, String(path.dropFirst(5))] {
            let document = try SVGDocument(
                """
                <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="8" height="8">
                <image width="8" height="8" xlink:href="\(address)"/></svg>
                """, size: size, library: Librsvg.shared.get())
            #expect(try document.draw(x: 0, y: 0, part: size).allSatisfy { $0 & 0xFFFFFF == 0xFFFFFF })
        }
    }

    @Test func `reports the library's own message`() throws {
        let error = try #require(throws: FigureError.self) {
            _ = try SVGDocument("<svg", size: PixelSize(width: 1, height: 1), library: Librsvg.shared.get())
        }
        #expect(error.description.contains("XML parse error"))
        #expect(error.description.hasSuffix("write it as SVG"))
    }

    @Test func `is refused if no font is installed`() async {
        await #expect(processExitsWith: .success) {
            let path = NSTemporaryDirectory() + "linmil-no-fonts-\(UUID().uuidString).conf"
            defer { try? FileManager.default.removeItem(atPath: path) }
            try "<fontconfig><dir>/nowhere</dir></fontconfig>".write(toFile: path, atomically: true, encoding: .utf8)
            unsafe setenv("FONTCONFIG_FILE", path, 1)
            let drawing = try Figure(panels: [], legend: Samples.legend()).drawing()
            let svg = try drawing.svg()
            #expect(throws: FigureError.fontsMissing) { try drawing.raster() }
            #expect(svg.contains("Evidence for tumor"))
        }
    }
}

@Suite struct `A machine that cannot draw figures` {
    @Test func `gets an error that names the package to install`() throws {
        let missing = try #require(throws: RuntimeLibrary.Missing.self) { try Librsvg(names: ["libnowhere.so.2"]) }
        let words = FigureError(missing).description
        #expect(words.contains("libnowhere.so.2") && words.contains("install the package librsvg2-2"))
        #expect(FigureError.fontsMissing.description.contains("install the package fonts-dejavu-core"))
    }
}

extension Image {
    /// The samples of a rectangle, row by row.
    func part(_ box: Box) -> [UInt8] {
        let (left, right) = (Int(box.x), min(width, Int((box.x + box.width).rounded(.up))))
        let rows = Int(box.y)..<min(height, Int((box.y + box.height).rounded(.up)))
        return rows.flatMap {
            pixels[channels.rawValue * ($0 * width + left)..<channels.rawValue * ($0 * width + right)]
        }
    }
}
