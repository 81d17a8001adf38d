internal import Files

/// A font file that FreeType has open: outlines and widths in units of an em.
@safe final class FontFace {
    private let library: FreeType
    private let owner: FreeType.Object
    private let face: FreeType.Object
    private let unitsPerEm: Double

    /// Opens a font; nil if it is no font with outlines.
    init?(path: String, library: FreeType) {
        var (owner, face): (FreeType.Object?, FreeType.Object?) = (nil, nil)
        guard unsafe library.FT_Init_FreeType(&owner) == 0, let owner = unsafe owner else { return nil }
        guard unsafe library.FT_New_Face(owner, path.systemPath, 0, &face) == 0, let face = unsafe face else {
            _ = unsafe library.FT_Done_FreeType(owner)
            return nil
        }
        self.library = library
        unsafe (self.owner, self.face) = unsafe (owner, face)
        unitsPerEm = unsafe Double(
            UnsafeRawPointer(face).load(fromByteOffset: FreeType.unitsOffset, as: UInt16.self))
        // A bitmap font has no units.
        guard unitsPerEm > 0 else { return nil }
    }

    /// Frees the faces too.
    deinit { _ = unsafe library.FT_Done_FreeType(owner) }

    /// Whether the font has a glyph for every character, and the line runs from left to right.
    func canSet(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            unsafe library.FT_Get_Char_Index(face, CUnsignedLong(scalar.value)) != 0
                && !FigureText.isRightToLeft(scalar)
        }
    }

    /// Returns the outlines of a line that starts at 0, 0, and its width. y points down.
    func outlines(of text: String) -> (outlines: [[SIMD2<Double>]], width: Double) {
        var (outlines, x, last): ([[SIMD2<Double>]], Double, CUnsignedInt) = ([], 0, 0)
        for scalar in text.unicodeScalars {
            let glyph = unsafe library.FT_Get_Char_Index(face, CUnsignedLong(scalar.value))
            x += kerning(last, glyph)
            outlines += outline(of: glyph).map { $0.map { SIMD2($0.x + x, $0.y) } }
            x += advance(of: glyph)
            last = glyph
        }
        return (outlines, x)
    }

    private func advance(of glyph: CUnsignedInt) -> Double {
        var units: CLong = 0
        return unsafe library.FT_Get_Advance(face, glyph, FreeType.unscaled, &units) == 0
            ? Double(units) / unitsPerEm : 0
    }

    private func kerning(_ left: CUnsignedInt, _ right: CUnsignedInt) -> Double {
        var offset: [CLong] = [0, 0]
        guard unsafe library.FT_Get_Kerning(face, left, right, FreeType.unscaledKerning, &offset) == 0 else { return 0 }
        return Double(offset[0]) / unitsPerEm
    }

    /// Returns the closed lines around a glyph, with its curves as short lines.
    private func outline(of glyph: CUnsignedInt) -> [[SIMD2<Double>]] {
        guard unsafe library.FT_Load_Glyph(face, glyph, FreeType.unscaled) == 0,
            let slot = unsafe UnsafeRawPointer(face).load(
                fromByteOffset: FreeType.glyphOffset, as: UnsafeRawPointer?.self)
        else { return [] }
        let lines = OutlineLines()
        var functions = unsafe OutlineLines.functions
        _ = unsafe library.FT_Outline_Decompose(
            slot + FreeType.outlineOffset, &functions, Unmanaged.passUnretained(lines).toOpaque())
        return lines.lines.map { $0.map { SIMD2($0.x, -$0.y) / unitsPerEm } }
    }
}

/// An outline's lines, as FreeType tells them.
private final class OutlineLines {
    private(set) var lines: [[SIMD2<Double>]] = []

    /// How many lines stand for a curve. A letter's curve is a few pixels long.
    private static let steps = 8

    fileprivate func start(at point: SIMD2<Double>) { lines.append([point]) }

    fileprivate func add(_ point: SIMD2<Double>) {
        if !lines.isEmpty { lines[lines.count - 1].append(point) }
    }

    fileprivate func curve(_ a: SIMD2<Double>, _ b: SIMD2<Double>, to end: SIMD2<Double>) {
        let start = lines.last?.last ?? SIMD2()
        for step in 1...Self.steps {
            let t = Double(step) / Double(Self.steps), s = 1 - t
            add(s * s * s * start + 3 * s * s * t * a + 3 * s * t * t * b + t * t * t * end)
        }
    }

    /// A curve with one point between its ends.
    fileprivate func curve(_ middle: SIMD2<Double>, to end: SIMD2<Double>) {
        let start = lines.last?.last ?? SIMD2()
        curve(start + (middle - start) * 2 / 3, end + (middle - end) * 2 / 3, to: end)
    }

    @unsafe static var functions: FreeType.OutlineFunctions {
        unsafe FreeType.OutlineFunctions(
            move: { start, context in
                unsafe outline(context).start(at: point(start))
                return 0
            },
            line: { end, context in
                unsafe outline(context).add(point(end))
                return 0
            },
            quadratic: { middle, end, context in
                unsafe outline(context).curve(point(middle), to: point(end))
                return 0
            },
            cubic: { first, second, end, context in
                unsafe outline(context).curve(point(first), point(second), to: point(end))
                return 0
            })
    }
}

@unsafe private func outline(_ context: UnsafeMutableRawPointer) -> OutlineLines {
    unsafe Unmanaged<OutlineLines>.fromOpaque(context).takeUnretainedValue()
}

@unsafe private func point(_ point: FreeType.Point) -> SIMD2<Double> {
    unsafe SIMD2(Double(point[0]), Double(point[1]))
}
