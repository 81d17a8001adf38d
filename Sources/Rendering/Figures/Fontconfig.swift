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
    /// (configuration, pattern, kind of match) -> whether the pattern is filled
    private let FcConfigSubstitute: @Sendable @convention(c) (Object?, Object, CInt) -> CInt
    private let FcDefaultSubstitute: @Sendable @convention(c) (Object) -> Void
    /// (configuration, pattern, result) -> the best font
    private let FcFontMatch: @Sendable @convention(c) (Object?, Object, UnsafeMutablePointer<CInt>) -> Object?
    /// (pattern, property, number, text of the pattern) -> 0 if it is there
    private let FcPatternGetString:
        @Sendable @convention(c) (
            Object, UnsafePointer<CChar>, CInt, UnsafeMutablePointer<UnsafePointer<CChar>?>
        ) -> CInt
    private let FcFontSetDestroy: @Sendable @convention(c) (UnsafeMutablePointer<CInt>) -> Void

    init() throws(RuntimeLibrary.Missing) {
        let library = try RuntimeLibrary(["libfontconfig.so.1"], package: "libfontconfig1")
        unsafe FcNameParse = try library.function("FcNameParse")
        unsafe FcPatternDestroy = try library.function("FcPatternDestroy")
        unsafe FcObjectSetCreate = try library.function("FcObjectSetCreate")
        unsafe FcObjectSetDestroy = try library.function("FcObjectSetDestroy")
        unsafe FcFontList = try library.function("FcFontList")
        unsafe FcConfigSubstitute = try library.function("FcConfigSubstitute")
        unsafe FcDefaultSubstitute = try library.function("FcDefaultSubstitute")
        unsafe FcFontMatch = try library.function("FcFontMatch")
        unsafe FcPatternGetString = try library.function("FcPatternGetString")
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

    /// The family and the file of the font that text without a font of its own is drawn in; nil if there is none.
    func font(for family: String) -> (family: String, file: String)? {
        guard let pattern = unsafe FcNameParse(family) else { return nil }
        defer { unsafe FcPatternDestroy(pattern) }
        // FcMatchPattern is 0.
        guard unsafe FcConfigSubstitute(nil, pattern, 0) != 0 else { return nil }
        unsafe FcDefaultSubstitute(pattern)
        var result: CInt = 0
        guard let match = unsafe FcFontMatch(nil, pattern, &result) else { return nil }
        defer { unsafe FcPatternDestroy(match) }
        func text(_ property: String) -> String? {
            var text: UnsafePointer<CChar>?
            guard unsafe FcPatternGetString(match, property, 0, &text) == 0 else { return nil }
            return unsafe text.map { unsafe String(cString: $0) }
        }
        guard let family = text("family"), let file = text("file") else { return nil }
        return (family, file)
    }

    /// Whether this machine has a usable font. Checked once per process.
    static let shared = Result { () throws(RuntimeLibrary.Missing) in try Fontconfig().hasLetters }
}
