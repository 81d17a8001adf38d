internal import Files
internal import Slides

/// The fonts that lie beside the program in a download, and FreeType, which reads them. With them, a figure needs nothing of the
/// machine. A program that was built from source has none beside it.
struct BundledFonts {
    private let regular: FontFace
    private let bold: FontFace

    init?(folder: String) {
        let path = { (name: String) in FilePath.joined(folder, name) }
        guard FileSystem.isFile(path("DejaVuSans.ttf")), let library = try? FreeType(),
            let regular = FontFace(path: path("DejaVuSans.ttf"), library: library),
            let bold = FontFace(path: path("DejaVuSans-Bold.ttf"), library: library)
        else { return nil }
        (self.regular, self.bold) = (regular, bold)
    }

    /// Returns the fonts beside this program; nil if there are none.
    static func beside() -> BundledFonts? { LoadedCode.ownFolder.flatMap { BundledFonts(folder: $0) } }

    private func face(of lettering: Lettering) -> FontFace { lettering.bold ? bold : regular }

    /// Whether the fonts have every character of a text, and it runs from left to right.
    func canSet(_ text: Drawing.Text) -> Bool { face(of: text.lettering).canSet(text.characters.characters) }

    /// Returns the outlines of a text at its place on the page.
    func outlines(of text: Drawing.Text) -> [[SIMD2<Double>]] {
        let (outlines, width) = face(of: text.lettering).outlines(of: text.characters.characters)
        let size = text.lettering.size
        let start =
            switch text.anchor {
            case .start: text.x
            case .middle: text.x - width * size / 2
            case .end: text.x - width * size
            }
        return outlines.map { $0.map { SIMD2(start, text.baseline) + $0 * size } }
    }
}
