import Testing

@testable import Files

struct FileFormatTests {
    private static let beginnings: [(bytes: [UInt8], format: FileFormat?)] = [
        ([0x89] + Array("HDF\r\n".utf8) + [0x1A, 0x0A], .hdf5),
        ([0x89] + Array("PNG\r\n".utf8) + [0x1A, 0x0A], .png),
        ([0x89] + Array("PNG\n".utf8) + [0x1A, 0x0A], .mangledPNG),
        ([0xFF, 0xD8, 0xFF, 0xE0], .jpeg),
        (Array("II*\0".utf8), .tiff), (Array("MM\0*".utf8), .tiff), (Array("II+\0".utf8), .bigTIFF),
        (Array("PK\u{3}\u{4}".utf8), .zip),
        ([0x80, 2, 0x8A], .pickle), ([0x80, 4, 0x95], .pickle),
        (Array("{\"scores\":[]}".utf8), .json),
        ([40, 0, 0, 0, 0, 0, 0, 0] + Array("{\"a\"".utf8), .safetensors),
        (Array("<svg xmlns".utf8), .svg), (Array("<?xml version".utf8), .xml), (Array("<!DOCTYPE html>".utf8), .html),
        (Array("version https://git-lfs".utf8), .gitLFSPointer),
        (Array("slide_id,label".utf8), nil), ([], nil), ([0x89], nil),
    ]

    @Test(arguments: beginnings.indices) func `a format is known by its first bytes`(index: Int) {
        let (bytes, format) = Self.beginnings[index]
        #expect(FileFormat(of: bytes) == format)
    }

    @Test func `the length that a safetensors file begins with may look like another format`() {
        #expect(FileFormat(of: Array("{\"tile\":{\"side\":1}}".utf8)) == .json)
        #expect(FileFormat(of: [UInt8(ascii: "{"), 0, 0, 0, 0, 0, 0, 0] + Array("{\"a\"".utf8)) == .safetensors)
        #expect(FileFormat(of: [0x80, 2, 0, 0, 0, 0, 0, 0] + Array("{\"a\"".utf8)) == .safetensors)
        #expect(FileFormat(of: [UInt8](repeating: 0xFF, count: 8) + Array("{".utf8)) == .safetensors)
    }
}
