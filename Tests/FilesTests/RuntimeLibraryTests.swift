import Testing

@testable import Files

@Suite struct `A library that is not installed` {
    @Test func `gives way to the next one`() throws {
        let library = try RuntimeLibrary(["libnowhere.so.1", "libc.so.6"], package: "libc6")
        let labs: @convention(c) (CLong) -> CLong = try library.function("labs")
        #expect(labs(-7) == 7)
    }

    @Test func `is missing with its package`() throws {
        let names = ["libnowhere.so.1", "libnowhere.so.0"]
        let missing = try #require(throws: RuntimeLibrary.Missing.self) {
            try RuntimeLibrary(names, package: "libnowhere1")
        }
        #expect(missing.name == "libnowhere.so.1 or libnowhere.so.0")
        #expect(missing.package == "libnowhere1")
        #expect(missing.reason.contains("libnowhere.so.1"))
    }
}

@Suite struct `The folder that this code is in` {
    @Test func `is that of the program or library`() throws {
        let folder = try #require(LoadedCode.ownFolder)
        #expect(folder.hasPrefix("/") && FileSystem.names(in: folder)?.contains("linmilPackageTests.xctest") == true)
    }
}
