package import Images
package import Slides

/// The source of single tiles' pictures.
package enum TilePictures: Sendable {
    /// The slide itself, at up to 512 px a tile.
    case slide(WholeSlide)
    /// A picture of a part of the slide. It has few pixels for a tile, so they are enlarged.
    case thumbnail(Image, showing: SlideRegion)

    private static let longestSide = 512
    private static let shortestSide = 128

    /// Cuts out a tile, without the parts of it that lie outside the picture.
    func picture(of origin: SIMD2<Double>, side: Double) throws -> Image { try cut(origin, side: side).image }

    /// Cuts out a tile with half a tile around it, and draws a frame around the tile.
    func framedPicture(of origin: SIMD2<Double>, side: Double) throws -> Image {
        let cut = try cut(origin - side / 2, side: 2 * side)
        let corner = (origin - cut.origin) * cut.scale, far = corner + side * cut.scale
        return cut.image.framed(
            columns: Int(corner.x.rounded())..<Int(far.x.rounded()),
            rows: Int(corner.y.rounded())..<Int(far.y.rounded()))
    }

    /// How many of a thumbnail's pixels the side of a tile has; nil for the slide itself.
    func pixels(ofSide side: Double) -> Double? {
        guard case .thumbnail(let image, let region) = self else { return nil }
        return side * Double(image.width) / Double(region.width)
    }

    /// A part of the slide, with the level-0 place of its upper left corner, and its pixels for each level-0 pixel.
    private struct Cut {
        let image: Image
        let origin: SIMD2<Double>
        let scale: SIMD2<Double>
    }

    private func cut(_ origin: SIMD2<Double>, side: Double) throws -> Cut {
        switch self {
        case .slide(let slide):
            let across = Self.pixels(origin.x, side, limit: slide.size.width)
            let down = Self.pixels(origin.y, side, limit: slide.size.height)
            let region = SlideRegion(
                x: across.lowerBound, y: down.lowerBound, width: across.count, height: down.count)
            let size = PixelSize(width: region.width, height: region.height)
            let image = try slide.picture(of: region, size: size.fitted(toLongestSide: Self.longestSide), threads: 1)
            return Cut(
                image: image, origin: SIMD2(Double(region.x), Double(region.y)),
                scale: SIMD2(
                    Double(image.width) / Double(region.width), Double(image.height) / Double(region.height)))
        case .thumbnail(let image, let region):
            let scale = SIMD2(
                Double(image.width) / Double(region.width), Double(image.height) / Double(region.height))
            let first = SIMD2(Double(region.x), Double(region.y))
            let corner = (origin - first) * scale
            // Every tile gets the same number of pixels, wherever its borders fall.
            let across = Self.pixels(corner.x.rounded(), (side * scale.x).rounded(), limit: image.width)
            let down = Self.pixels(corner.y.rounded(), (side * scale.y).rounded(), limit: image.height)
            let tile = image.cropped(columns: across, rows: down).flattenedOnWhite()
            let factor = max(1, Self.shortestSide / max(tile.width, tile.height))
            return Cut(
                image: tile.resized(to: PixelSize(width: tile.width * factor, height: tile.height * factor)),
                origin: first + SIMD2(Double(across.lowerBound), Double(down.lowerBound)) / scale,
                scale: scale * Double(factor))
        }
    }

    /// Returns the pixels along one axis, at least one.
    private static func pixels(_ start: Double, _ side: Double, limit: Int) -> Range<Int> {
        let first = min(max(Int(start.rounded()), 0), limit - 1)
        return first..<max(min(Int((start + side).rounded()), limit), first + 1)
    }
}

extension Image {
    /// Returns the picture with a line around a part of it: a white line, and a black one outside, to be seen on any tissue. No
    /// pixel of the part changes. What lies outside the picture is left out.
    func framed(columns: Range<Int>, rows: Range<Int>) -> Image {
        let thickness = max(1, max(width, height) / 128)
        var (pixels, samples) = (pixels, channels.rawValue)
        for (margin, shade) in [(2 * thickness, UInt8(0)), (thickness, 255)] {
            let outerColumns = columns.lowerBound - margin..<columns.upperBound + margin
            let outerRows = rows.lowerBound - margin..<rows.upperBound + margin
            for y in outerRows.clamped(to: 0..<height) {
                for x in outerColumns.clamped(to: 0..<width) where !(rows.contains(y) && columns.contains(x)) {
                    for sample in 0..<min(3, samples) { pixels[(y * width + x) * samples + sample] = shade }
                }
            }
        }
        return Image(size: size, channels: channels, pixels: pixels)
    }
}
