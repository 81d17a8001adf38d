internal import Files
internal import FoundationEssentials
package import Images

extension Drawing {
    /// Returns the page as SVG. Text stays text, in the viewer's own font. Pictures are embedded as PNG.
    package func svg() throws(ImageError) -> String {
        var text = ""
        try writeSVG { part throws(ImageError) in text += part }
        return text
    }

    /// Writes the page as an SVG file that appears whole or not at all.
    ///
    /// - Parameter record: what made the figure, for programs. Viewers do not show it.
    package func writeSVG(to path: String, record: EmbeddedRecord? = nil) throws(ImageError) {
        var file: OutputFile
        do { file = try OutputFile(path: path) } catch { throw .file(error) }
        try writeSVG(record: record) { part throws(ImageError) in
            do throws(FileError) { try file.write(part) } catch { throw .file(error) }
        }
        do { try file.commit() } catch { throw .file(error) }
    }

    /// The page as SVG without its pictures, which ``raster()`` adds itself.
    var svgWithoutPictures: String { svgBeforePictures(page: nil) + Self.svgEnd }

    /// Writes the page as SVG. It holds at most one part of one picture in memory.
    private func writeSVG(
        record: EmbeddedRecord? = nil, to write: (String) throws(ImageError) -> Void
    ) throws(ImageError) {
        try write(svgBeforePictures(page: page, record: record))
        for picture in parts.pictures { try picture.writeSVG(to: write) }
        try write(Self.svgEnd)
    }

    /// Everything before the pictures. A page for print states its size in millimetres.
    private func svgBeforePictures(page: PrintPage?, record: EmbeddedRecord? = nil) -> String {
        let (width, height) =
            page.map { page in
                let height = page.width * Double(size.height) / Double(size.width)
                return (length(page.width) + "mm", length(height) + "mm")
            } ?? ("\(size.width)", "\(size.height)")
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" \
            width="\(width)" height="\(height)" viewBox="0 0 \(size.width) \(size.height)" \
            role="img" aria-label="\(title.escaped)" font-family="sans-serif">
            <title>\(title.escaped)</title>
            <desc>\(summary.escaped)</desc>
            \(record.map { $0.element(in: .svg) + "\n" } ?? "")\
            <rect width="\(size.width)" height="\(size.height)" fill="#ffffff"/>

            """ + content
    }

    /// The page as an SVG element inside a web page, without its pictures and its ground. Screen readers read the summary; a
    /// drawing without one is hidden from them.
    package var inlineSVG: String {
        let label = summary.escaped.isEmpty ? "aria-hidden=\"true\"" : "role=\"img\" aria-label=\"\(summary.escaped)\""
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(size.width) \(size.height)" width="\(size.width)" \
            height="\(size.height)" \(label) font-family="sans-serif">

            """ + content + Self.svgEnd
    }

    /// Everything but the ground and the pictures.
    private var content: String {
        parts.rectangles.map(\.svg).joined() + parts.paths.map(\.svg).joined() + parts.texts.map(\.svg).joined()
    }

    private static let svgEnd = "</svg>\n"
}

extension Drawing.Rectangle {
    fileprivate var svg: String {
        """
        <rect x="\(length(box.x))" y="\(length(box.y))" width="\(length(box.width))" \
        height="\(length(box.height))" fill="\(color)"/>

        """
    }
}

extension Drawing.Path {
    fileprivate var svg: String {
        let points = points.map { "\(length($0.x)),\(length($0.y))" }.joined(separator: " ")
        guard let pen else {
            return "<polygon points=\"\(points)\" fill=\"\(color)\"\(seen("fill"))/>\n"
        }
        let dashes = pen.dashes.isEmpty ? "" : " stroke-dasharray=\"\(pen.dashes.map(length).joined(separator: " "))\""
        return """
            <polyline points="\(points)" fill="none" stroke="\(color)" stroke-width="\(length(pen.width))"\(dashes) \
            stroke-linecap="round" stroke-linejoin="round"\(seen("stroke"))/>

            """
    }

    private func seen(_ paint: String) -> String { opacity < 1 ? " \(paint)-opacity=\"\(length(opacity))\"" : "" }
}

extension Drawing.Text {
    fileprivate var svg: String {
        """
        <text x="\(length(x))" y="\(length(baseline))" font-size="\(length(lettering.size))"\
        \(lettering.bold ? " font-weight=\"bold\"" : "")\
        \(anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\"") \
        fill="\(lettering.color.rawValue)">\(characters.escaped)</text>

        """
    }
}

extension Drawing.Picture {
    /// The number of bytes encoded at once. It is a multiple of base64's groups of three.
    private static let portion = 3 << 14

    /// The link is written as `xlink:href`, because older viewers, office and drawing programs do not know `href`.
    fileprivate func writeSVG(to write: (String) throws(ImageError) -> Void) throws(ImageError) {
        let file = try image.encodedPNG()
        try write(
            """
            <image x="\(x)" y="\(y)" width="\(image.width)" height="\(image.height)" preserveAspectRatio="none" \
            image-rendering="optimizeQuality" role="img" aria-label="\(name.escaped)" \
            xlink:href="data:image/png;base64,
            """)
        for start in stride(from: 0, to: file.count, by: Self.portion) {
            try write(Data(file[start..<min(start + Self.portion, file.count)]).base64EncodedString())
        }
        try write("\"/>\n")
    }
}

/// Formats a length with at most two decimals.
private func length(_ pixels: Double) -> String {
    let hundredths = Int((pixels * 100).rounded())
    return hundredths % 100 == 0 ? "\(hundredths / 100)" : "\(Double(hundredths) / 100)"
}
