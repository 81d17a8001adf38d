internal import Files

/// The functions of FreeType that read a font's outlines, under their C names.
@safe struct FreeType: Sendable {
    typealias Object = OpaquePointer

    let FT_Init_FreeType: @Sendable @convention(c) (UnsafeMutablePointer<Object?>) -> CInt
    let FT_Done_FreeType: @Sendable @convention(c) (Object) -> CInt
    /// (library, path, number of the face, face)
    let FT_New_Face:
        @Sendable @convention(c) (Object, UnsafePointer<CChar>, CLong, UnsafeMutablePointer<Object?>) -> CInt
    /// (face, character) -> glyph, or 0 if the font has none
    let FT_Get_Char_Index: @Sendable @convention(c) (Object, CUnsignedLong) -> CUnsignedInt
    /// (face, glyph, flags)
    let FT_Load_Glyph: @Sendable @convention(c) (Object, CUnsignedInt, Int32) -> CInt
    /// (face, glyph, flags, advance)
    let FT_Get_Advance: @Sendable @convention(c) (Object, CUnsignedInt, Int32, UnsafeMutablePointer<CLong>) -> CInt
    /// (face, left glyph, right glyph, mode, offset as x and y)
    let FT_Get_Kerning:
        @Sendable @convention(c) (Object, CUnsignedInt, CUnsignedInt, CUnsignedInt, UnsafeMutablePointer<CLong>) -> CInt
    /// (outline, ``OutlineFunctions``, context)
    let FT_Outline_Decompose:
        @Sendable @convention(c) (UnsafeRawPointer, UnsafeRawPointer, UnsafeMutableRawPointer) -> CInt

    /// `FT_LOAD_NO_SCALE` of `freetype.h`: in the font's own units.
    static let unscaled: Int32 = 1
    /// `FT_KERNING_UNSCALED`.
    static let unscaledKerning: CUnsignedInt = 2

    /// x and y.
    typealias Point = UnsafePointer<CLong>

    /// `FT_Outline_Funcs` of `ftimage.h`.
    @unsafe struct OutlineFunctions {
        var move: @convention(c) (Point, UnsafeMutableRawPointer) -> CInt
        var line: @convention(c) (Point, UnsafeMutableRawPointer) -> CInt
        var quadratic: @convention(c) (Point, Point, UnsafeMutableRawPointer) -> CInt
        var cubic: @convention(c) (Point, Point, Point, UnsafeMutableRawPointer) -> CInt
        var shift: CInt = 0
        var delta: CLong = 0
    }

    /// Where `FT_FaceRec` has the units of an em and the glyph that was loaded last, and `FT_GlyphSlotRec` its outline, in
    /// bytes on a 64-bit machine. FreeType has kept them since version 2.0.
    static let (unitsOffset, glyphOffset, outlineOffset) = (136, 152, 200)

    /// - Parameter names: the downloads' own, whose name is another so that OpenSlide never gets it, and the system's.
    init(names: [String] = ["liblinmil-freetype.so", "libfreetype.so.6"]) throws(RuntimeLibrary.Missing) {
        let library = try RuntimeLibrary(names, package: "libfreetype6")
        unsafe FT_Init_FreeType = try library.function("FT_Init_FreeType")
        unsafe FT_Done_FreeType = try library.function("FT_Done_FreeType")
        unsafe FT_New_Face = try library.function("FT_New_Face")
        unsafe FT_Get_Char_Index = try library.function("FT_Get_Char_Index")
        unsafe FT_Load_Glyph = try library.function("FT_Load_Glyph")
        unsafe FT_Get_Advance = try library.function("FT_Get_Advance")
        unsafe FT_Get_Kerning = try library.function("FT_Get_Kerning")
        unsafe FT_Outline_Decompose = try library.function("FT_Outline_Decompose")
    }
}
