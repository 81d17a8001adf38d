internal import Files
package import Images

extension Drawing {
    /// The largest part of the page that is drawn at once, in pixels. A cairo surface has at most 32,767 pixels on a
    /// side.
    static let partSize = PixelSize(width: 4096, height: 1024)

    /// Returns the page as pixels. librsvg draws the SVG without its pictures; the pictures' own pixels are copied over
    /// it. Where there is no librsvg, the fonts beside the program do, if there are any.
    ///
    /// Pictures are not resampled. A transparent picture is put on white.
    package func raster() throws(FigureError) -> Image {
        try raster(partSize: Self.partSize)
    }

    func raster(partSize: PixelSize) throws(FigureError) -> Image {
        let library: Librsvg
        do { library = try Self.library() } catch {
            guard let page = BundledFonts.beside().flatMap(raster) else { throw error }
            return page
        }
        let document = try SVGDocument(svgWithoutPictures, size: size, library: library)
        var pixels = [UInt8](repeating: 255, count: 3 * size.width * size.height)
        for y in stride(from: 0, to: size.height, by: partSize.height) {
            for x in stride(from: 0, to: size.width, by: partSize.width) {
                let part = PixelSize(
                    width: min(partSize.width, size.width - x), height: min(partSize.height, size.height - y))
                let box = Box(x: Double(x), y: Double(y), width: Double(part.width), height: Double(part.height))
                if parts.pictures.contains(where: { $0.box.contains(box) }) { continue }
                put(try document.draw(x: x, y: y, part: part), width: part.width, x: x, y: y, into: &pixels)
            }
        }
        for picture in parts.pictures { put(picture, into: &pixels) }
        return Image(size: size, channels: .rgb, pixels: pixels)
    }

    /// Checks that the drawing libraries and a font are installed, and returns librsvg.
    static func library() throws(FigureError) -> Librsvg {
        do {
            let library = try Librsvg.shared.get()
            guard try Fontconfig.shared.get() else { throw FigureError.fontsMissing }
            return library
        } catch let error as FigureError {
            throw error
        } catch let error as RuntimeLibrary.Missing {
            throw FigureError(error)
        } catch {
            throw .notDrawn(reason: "\(error)")
        }
    }

    /// Copies a part of the page that librsvg has drawn. [height, width], 0x--RRGGBB
    private func put(_ part: [UInt32], width: Int, x: Int, y: Int, into pixels: inout [UInt8]) {
        for row in 0..<part.count / width {
            var target = 3 * ((y + row) * size.width + x)
            for color in part[row * width..<(row + 1) * width] {
                pixels[target] = UInt8(truncatingIfNeeded: color >> 16)
                pixels[target + 1] = UInt8(truncatingIfNeeded: color >> 8)
                pixels[target + 2] = UInt8(truncatingIfNeeded: color)
                target += 3
            }
        }
    }

    /// Copies a picture.
    func put(_ picture: Picture, into pixels: inout [UInt8]) {
        let image = picture.image.flattenedOnWhite()
        for row in 0..<image.height {
            let target = 3 * ((picture.y + row) * size.width + picture.x)
            pixels.replaceSubrange(
                target..<target + 3 * image.width,
                with: image.pixels[3 * row * image.width..<3 * (row + 1) * image.width])
        }
    }
}
