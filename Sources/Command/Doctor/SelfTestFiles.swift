internal import Files
internal import Glibc
internal import Images
internal import Rendering
internal import Slides

/// Tries the libraries that read and write files.
enum SelfTestFiles {
    /// Writes scores as HDF5, and reads them.
    static func compareHDF5() throws -> String {
        let folder = try TemporaryFolder()
        let path = folder.path + "/scores.h5"
        let scores: [Float] = (0..<500).map { 1 / Float($0 + 3) }
        let origins = scores.indices.map { SIMD2(Double($0 % 25 * 512), Double($0 / 25 * 512)) }
        try ScoreFile.write(
            [scores], origins: origins, side: 512, slideSize: SlideSize(width: 12_800, height: 10_240), attributes: [],
            to: path)
        let file = try ScoreFile(path: path)
        guard file.scores == scores, try TileGrid(of: file).origins == origins else {
            throw SelfTest.Fault("scores and tiles are not those that were written")
        }
        return "written and read: the same scores and tiles"
    }

    /// Decodes a picture of 16 x 16 pixels of one colour.
    static func compareJPEG() throws -> String {
        let image = try Image(decodingJPEG: jpeg, name: "the self-test's picture")
        let isRight = stride(from: 0, to: image.pixels.count, by: 3).allSatisfy { pixel in
            zip(image.pixels[pixel..<pixel + 3], [201, 40, 90]).allSatisfy { abs(Int($0) - $1) <= 2 }
        }
        guard image.size == PixelSize(width: 16, height: 16), isRight else {
            throw SelfTest.Fault(
                "it is \(image.size) pixels of (\(image.pixels.prefix(3).map { "\($0)" }.joined(separator: ", "))), "
                    + "expected 16 x 16 of (201, 40, 90)")
        }
        return "decoded: the right colour"
    }

    /// Draws a line of text as the legends of PNG figures have it.
    static func compareText() throws -> String {
        let (letters, nothing) = try (FigureLibraries.darkPixels(of: "linmil"), FigureLibraries.darkPixels(of: " "))
        guard nothing == 0, letters > 100 else {
            throw SelfTest.Fault("it has \(letters) dark pixels, expected some hundreds")
        }
        return "drawn: there are letters"
    }

    /// A JPEG file of 16 x 16 pixels, all (201, 40, 90), with colour at half resolution.
    private static let jpeg: [UInt8] = stride(from: 0, to: hexadecimal.utf8.count, by: 2).map { place in
        UInt8(hexadecimal.dropFirst(place).prefix(2), radix: 16) ?? 0
    }

    private static let hexadecimal =
        "ffd8ffe000104a46494600010100000100010000ffdb0043000302020302020303030304030304050805050404050a070706080c0a0c0c0b0a"
        + "0b0b0d0e12100d0e110e0b0b1016101113141515150c0f171816141812141514ffdb00430103040405040509050509140d0b0d141414141414"
        + "1414141414141414141414141414141414141414141414141414141414141414141414141414141414141414ffc00011080010001003012200"
        + "021101031101ffc4001500010100000000000000000000000000000007ffc40014100100000000000000000000000000000000ffc400150101"
        + "0100000000000000000000000000000308ffc40014110100000000000000000000000000000000ffda000c03010002110311003f0092002596"
        + "ffd9"
}

/// A folder for a file of a moment, removed at the end.
private struct TemporaryFolder: ~Copyable {
    let path: String

    init() throws {
        let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        var name = Array("\(parent)/linmil-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&name) != nil else {
            throw SelfTest.Skipped(
                reason: "\(parent) cannot be written (\(systemMessage())); set TMPDIR to another folder")
        }
        path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        unsafe unlink(path + "/scores.h5")
        unsafe rmdir(path)
    }
}
