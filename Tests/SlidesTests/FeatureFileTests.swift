import Files
import Glibc
import Testing

@testable import Slides

@Suite struct `Features files` {
    static let names = [
        "contiguous-f2", "contiguous-f4", "contiguous-f8", "rows-f2", "rows-f4", "rows-f8", "gzip-f2", "gzip-f4",
        "gzip-f8",
        "gzip-without-shuffle", "shuffle-without-gzip", "big-endian", "big-endian-half", "leading-one",
        "leading-one-gzip",
        "latest-format", "clam", "features-only", "backwards", "shrunk",
    ]
    static let expected = (0..<70).map { tile in (0..<8).map { Fixtures.feature(tile: tile, at: $0) } }

    @Test(arguments: names) func `every storage layout gives the same rows`(name: String) throws {
        let file = try FeatureFile(path: Fixtures.whole(name))
        #expect(file.tileCount == 70)
        #expect(file.width == 8)
        #expect(try file.values(0..<70) == Self.expected)
    }

    @Test(arguments: names, [1, 7, 31, 32, 33, 64])
    func `blocks of any size make up the slide`(name: String, blockSize: Int) throws {
        let file = try FeatureFile(path: Fixtures.whole(name))
        let blocks = try stride(from: 0, to: 70, by: blockSize).map { try file.values($0..<min(70, $0 + blockSize)) }
        #expect(Array(blocks.joined()) == Self.expected)
    }

    @Test(arguments: names) func `rows that lie in the file as they are need no library`(name: String) throws {
        let withLibrary: Set = [
            "gzip-f2", "gzip-f4", "gzip-f8", "gzip-without-shuffle", "shuffle-without-gzip", "big-endian-half",
            "leading-one", "leading-one-gzip", "latest-format",
        ]
        let isDirect = try HDF5.exclusively { () throws(SlideError) in
            try TileTable("features", of: HDF5File(path: Fixtures.whole(name))).stored != nil
        }
        #expect(isDirect == !withLibrary.contains(name))
    }

    @Test func `a file that was cut short after it was opened is refused`() throws {
        let path = "/tmp/linmil-cut-\(getpid()).h5"
        Fixtures.write(Fixtures.bytes(of: Fixtures.whole("rows-f4")), to: path)
        defer { unsafe unlink(path) }
        let file = try FeatureFile(path: path)
        unsafe truncate(path, 4000)
        let part = "dataset 'features' in rows 0 to 69"
        #expect(throws: SlideError.damaged(path: path, part: part, cause: "the file ends before them")) {
            try file.values(0..<70)
        }
    }

    @Test func `blocks can be read in any order and repeatedly`() throws {
        let file = try FeatureFile(path: Fixtures.whole("gzip-f4"))
        for rows in [60..<70, 0..<1, 31..<33, 31..<33, 5..<5, 20..<70] {
            #expect(try file.values(rows) == Array(Self.expected[rows]))
        }
    }

    @Test(arguments: ["rows-f4", "gzip-f4"]) func `many threads can read one file`(name: String) async throws {
        let file = try FeatureFile(path: Fixtures.whole(name))
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for start in 0..<64 {
                group.addTask { try file.values(start..<start + 6) == Array(Self.expected[start..<start + 6]) }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }

    @Test func `element type and storage are reported`() throws {
        let half = try FeatureFile(path: Fixtures.whole("gzip-f2"))
        #expect(half.element == .float16)
        #expect(half.rowSize == 16)
        #expect("\(half.storage)" == "chunks [32, 5], gzip + shuffle")
        #expect("\(try FeatureFile(path: Fixtures.whole("contiguous-f8")).storage)" == "contiguous")
        #expect("\(try FeatureFile(path: Fixtures.whole("rows-f4")).storage)" == "chunks [1, 8]")
    }

    @Test func `a slide is named after its file`() throws {
        #expect(try FeatureFile(path: Fixtures.whole("gzip-f2")).slideName == "gzip-f2")
    }

    @Test func `a missing file and a folder have different errors`() {
        #expect(throws: SlideError.file(.missing(path: "/nowhere/slide.h5"))) {
            try FeatureFile(path: "/nowhere/slide.h5")
        }
        #expect(throws: SlideError.file(.folder(path: "/tmp"))) { try FeatureFile(path: "/tmp") }
        #expect(throws: SlideError.file(.notRegular(path: "/dev/null"))) {
            try FeatureFile(path: "/dev/null")
        }
    }

    @Test func `a file that another program is writing is refused until it is done`() throws {
        let path = "/tmp/linmil-locked-\(getpid()).h5"
        defer { unsafe unlink(path) }
        Fixtures.write(Fixtures.bytes(of: Fixtures.whole("contiguous-f4")), to: path)
        let writer = unsafe open(path, O_RDONLY)
        try #require(writer >= 0)
        defer { close(writer) }
        try #require(flock(writer, LOCK_EX | LOCK_NB) == 0)
        #expect(throws: SlideError.beingWritten(path: path)) { try FeatureFile(path: path) }
        try #require(flock(writer, LOCK_UN) == 0)
        // Another reader's lock is no hindrance.
        try #require(flock(writer, LOCK_SH | LOCK_NB) == 0)
        #expect(try FeatureFile(path: path).tileCount > 0)
    }
}
