internal import Files

/// The functions of fontconfig that list fonts, under their C names.
///
/// Pango finds fonts through fontconfig. Without a font, Pango draws boxes or nothing, and reports no error.
@safe struct Fontconfig: Sendable {
    typealias Object = OpaquePointer

    /// (pattern in text) -> pattern
    private let FcNameParse: @Sendable @convention(c) (UnsafePointer<CChar>) -> Object?
    private let FcPatternDestroy: @Sendable @convention(c) (Object) -> Void
    private let FcObjectSetCreate: @Sendable @convention(c) () -> Object?
    private let FcObjectSetDestroy: @Sendable @convention(c) (Object) -> Void
    /// (configuration, or NULL for the current one; pattern; properties to list) -> fonts
    private let FcFontList: @Sendable @convention(c) (Object?, Object, Object) -> UnsafeMutablePointer<CInt>?
    private let FcFontSetDestroy: @Sendable @convention(c) (UnsafeMutablePointer<CInt>) -> Void

    init() throws(RuntimeLibrary.Missing) {
        let library = try RuntimeLibrary(["libfontconfig.so.1"], package: "libfontconfig1")
        unsafe FcNameParse = try library.function("FcNameParse")
        unsafe FcPatternDestroy = try library.function("FcPatternDestroy")
        unsafe FcObjectSetCreate = try library.function("FcObjectSetCreate")
        unsafe FcObjectSetDestroy = try library.function("FcObjectSetDestroy")
        unsafe FcFontList = try library.function("FcFontList")
        unsafe FcFontSetDestroy = try library.function("FcFontSetDestroy")
    }

    /// Whether there is a scalable font with the letters of English.
    var hasLetters: Bool {
        guard let pattern = unsafe FcNameParse(":scalable=true:lang=en") else { return false }
        defer { unsafe FcPatternDestroy(pattern) }
        guard let properties = unsafe FcObjectSetCreate() else { return false }
        defer { unsafe FcObjectSetDestroy(properties) }
        guard let fonts = unsafe FcFontList(nil, pattern, properties) else { return false }
        defer { unsafe FcFontSetDestroy(fonts) }
        // typedef struct _FcFontSet { int nfont; ...
        return unsafe fonts.pointee > 0
    }

    /// Whether this machine has a usable font. Checked once per process.
    static let shared = Result { () throws(RuntimeLibrary.Missing) in try Fontconfig().hasLetters }
}
