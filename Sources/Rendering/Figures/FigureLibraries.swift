package import Files
internal import Images

/// The libraries that draw the text of PNG figures.
package enum FigureLibraries {
    /// librsvg, which is opened when it is needed.
    package static var svg: UsedLibrary {
        switch Librsvg.shared {
        case .success(let library):
            UsedLibrary(
                "librsvg", version: library.version,
                path: unsafe LoadedCode.file(of: library.rsvg_handle_new_from_data))
        case .failure(let missing): UsedLibrary("librsvg", missing: missing)
        }
    }

    /// The font that figures are drawn in. Its version is its family.
    package static var font: UsedLibrary {
        do throws(RuntimeLibrary.Missing) {
            let fonts = try Fontconfig()
            if fonts.hasLetters, let (family, file) = fonts.font(for: "sans-serif") {
                return UsedLibrary("font", version: family, path: file)
            }
            let reason = "fontconfig finds no font on this machine"
            return UsedLibrary("font", missing: .init(package: "fonts-dejavu-core", reason: reason))
        } catch {
            return UsedLibrary("font", missing: error)
        }
    }

    /// Whether text of PNG figures can be drawn, with these or any other means.
    package static var drawsText: Bool { ((try? darkPixels(of: "linmil")) ?? 0) > 0 }

    /// How many pixels of a line of text are dark: none if nothing was drawn.
    ///
    /// - Throws: `FigureError` if a library or a font is missing, or fails.
    package static func darkPixels(of text: String) throws(FigureError) -> Int {
        let lettering = Lettering(size: 40)
        let line = Drawing.Text(characters: FigureText(text), lettering: lettering, x: 10, baseline: 60)
        let width = Int(lettering.width(line.characters)) + 20
        let drawing = try Drawing(
            size: PixelSize(width: width, height: 80), title: FigureText(text), summary: FigureText(text),
            parts: Drawing.Parts(texts: [line]))
        let image = try drawing.raster()
        return stride(from: 0, to: image.pixels.count, by: image.channels.rawValue).count { image.pixels[$0] < 128 }
    }
}
