import Glibc
import Testing

@testable import Files

@Suite struct `Where code comes from` {
    @Test func `a function of a library has the library's file`() throws {
        let function: @convention(c) (CLong) -> CLong = labs
        let file = try #require(LoadedCode.file(of: function))
        #expect(file.hasPrefix("/") && file.contains("libc"))
    }

    @Test func `a function of the program has none`() throws {
        let own: @convention(c) () -> Void = {}
        #expect(LoadedCode.file(of: own) == nil)
        #expect(LoadedCode.ownFile?.hasPrefix("/") == true)
    }

    @Test(arguments: [
        ("libx.so.1: cannot open shared object file: No such file or directory", "install libx1 (Debian's name)"),
        ("/opt/libx.so.1: file too short", "install libx1 (Debian's name) again"),
        ("libx.so.1: failed to map segment from shared object", "raise the limit of addresses (ulimit -v)"),
        ("x crashed when it was opened (signal 6)", "install libx1 (Debian's name) again"),
        ("fontconfig finds no font on this machine", "install libx1 (Debian's name)"),
    ]) func `what is missing has its remedy`(reason: String, remedy: String) {
        #expect(UsedLibrary.Missing(package: "libx1", reason: reason).remedy == remedy)
    }
}
