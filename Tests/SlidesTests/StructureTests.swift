import Glibc
import Testing

@testable import Slides

/// Damage in the structure of a file is seen before the HDF5 library sees it.
@Suite struct `Structure of HDF5 files` {
    /// Checks everything that a file holds; returns how many objects were seen.
    private func check(_ path: String) throws -> Int {
        let bytes = try #require(FileBytes(path: path))
        let structure = try #require(try FileStructure(bytes))
        var (seen, next): (Set<UInt64>, [UInt64]) = ([], [structure.root])
        while let object = next.popLast() {
            guard seen.insert(object).inserted else { continue }
            next += try structure.check(object).values
            _ = try structure.checkValues(of: object)
        }
        return seen.count
    }

    /// Opens a copy of a good file with some bytes changed, as every command does.
    private func open(_ name: String, _ change: (inout [UInt8]) throws -> Void) throws -> SlideError? {
        var bytes = Fixtures.bytes(of: Fixtures.whole(name))
        try change(&bytes)
        let path = "/tmp/linmil-structure-\(getpid())-\(UInt64.random(in: 0 ... .max)).h5"
        Fixtures.write(bytes, to: path)
        defer { unsafe unlink(path) }
        do throws(SlideError) {
            _ = try FeatureFile(path: path)
            _ = try StoredCoordinates.read(path: path)
            return nil
        } catch {
            guard case .damaged(_, let part, let cause) = error else { return error }
            return .damaged(path: "", part: part, cause: cause)
        }
    }

    private func place(_ mark: String, in bytes: [UInt8], kind: UInt8? = nil) throws -> Int {
        try #require(
            (0..<bytes.count - 5).first {
                bytes[$0..<$0 + mark.utf8.count].elementsEqual(mark.utf8) && (kind == nil || bytes[$0 + 4] == kind)
            })
    }

    private func put(_ value: UInt64, at place: Int, in bytes: inout [UInt8]) {
        for byte in 0..<8 { bytes[place + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
    }

    @Test func `good files have no damage`() throws {
        for folder in ["whole/", "structures/"] {
            let names = Fixtures.names(in: Fixtures.folder + folder).filter { $0.hasSuffix(".h5") }
            #expect(names.count > 10)
            for name in names { #expect(try check(Fixtures.folder + folder + name) > 1, "\(name)") }
        }
    }

    @Test func `every kind of structure is read`() throws {
        for name in Fixtures.names(in: Fixtures.folder + "structures") where name.hasSuffix(".h5") {
            let path = Fixtures.folder + "structures/" + name
            #expect(
                try FeatureFile(path: path).values(0..<24).joined().map { $0 } == (0..<192).map(Double.init), "\(name)")
            #expect(try StoredCoordinates.read(path: path)?.corners.last == SIMD2(1280, 768), "\(name)")
        }
    }

    @Test func `the checksum is that of its author's example`() {
        #expect(lookup3([]) == 0xDEAD_BEEF)
        #expect(lookup3(Array("Four score and seven years ago".utf8)[...]) == 0x1777_0551)
    }

    @Test func `a chunk tree that points back to itself`() throws {
        let error = try open("rows-f4") { bytes in
            let tree = try place("TREE", in: bytes, kind: 1)
            bytes[tree + 5] = 1
            // Behind the first key: its size, its filters, its place in three dimensions.
            put(UInt64(tree), at: tree + 24 + 8 + 24, in: &bytes)
        }
        let damage = try #require(error?.damage)
        #expect(damage.part.hasPrefix("dataset '") && damage.cause == "the list of its chunks points back to itself")
    }

    @Test func `a chunk beyond the file`() throws {
        let error = try open("gzip-f2") { bytes in
            let tree = try place("TREE", in: bytes, kind: 1)
            put(1 << 40, at: tree + 24 + 8 + 24, in: &bytes)
        }
        let damage = try #require(error?.damage)
        #expect(damage.cause == "a chunk lies beyond the end of the file")
    }

    @Test func `more chunks than a node has room for`() throws {
        let error = try open("gzip-f2") { bytes in
            let tree = try place("TREE", in: bytes, kind: 1)
            (bytes[tree + 6], bytes[tree + 7]) = (0xFF, 0xFF)
        }
        #expect(
            error
                == .damaged(
                    path: "", part: "dataset 'features'", cause: "the list of its chunks has a node of the wrong size")
                || error
                    == .damaged(
                        path: "", part: "dataset 'coords'", cause: "the list of its chunks has a node of the wrong size"
                    )
        )
    }

    @Test func `a list of links that points back to itself`() throws {
        let error = try open("contiguous-f2") { bytes in
            let tree = try place("TREE", in: bytes, kind: 0)
            bytes[tree + 5] = 1
            put(UInt64(tree), at: tree + 32, in: &bytes)
        }
        #expect(
            error
                == .damaged(path: "", part: "the file", cause: "the list of a group's links points back to itself"))
    }

    @Test func `a name beyond the names`() throws {
        let error = try open("contiguous-f2") { bytes in
            put(1 << 20, at: try place("SNOD", in: bytes) + 8, in: &bytes)
        }
        #expect(
            error
                == .damaged(
                    path: "", part: "the file", cause: "the heap of a group's names lies beyond the end of the file"))
    }

    @Test func `gaps between names that never end`() throws {
        let error = try open("contiguous-f2") { bytes in
            let heap = try place("HEAP", in: bytes)
            // A gap at the start of the names, of 16 bytes, that is followed by itself.
            put(0, at: heap + 16, in: &bytes)
            let data = (0..<8).reversed().reduce(0) { $0 << 8 | Int(bytes[heap + 24 + $1]) }
            put(0, at: data, in: &bytes)
            put(16, at: data + 8, in: &bytes)
        }
        #expect(
            error
                == .damaged(
                    path: "", part: "the file", cause: "a gap in the heap of a group's names points back to itself"))
    }

    @Test func `a newer header that does not fit its checksum`() throws {
        let error = try open("latest-format") { bytes in bytes[try place("OHDR", in: bytes) + 20] ^= 1 }
        #expect(
            error == .damaged(path: "", part: "the file", cause: "an object's header does not fit its checksum"))
    }

    @Test func `a link of a kind that there is not`() throws {
        let error = try open("latest-format") { bytes in
            // A link in the header of the group at the top: version, flags, length of the name, name.
            let link = try #require(bytes.firstRange(of: [1, 0, 8] + Array("features".utf8)))
            bytes[link.lowerBound] = 7
            let start = try place("OHDR", in: bytes)
            let end = try #require(
                (start..<bytes.count - 4).first { end in
                    let original = Fixtures.bytes(of: Fixtures.whole("latest-format"))
                    return end > start + 8 && endsWithChecksum(Array(original[start..<end + 4]))
                })
            let sum = lookup3(bytes[start..<end])
            for byte in 0..<4 { bytes[end + byte] = UInt8(truncatingIfNeeded: sum >> (8 * UInt32(byte))) }
        }
        #expect(error == .damaged(path: "", part: "the file", cause: "a link is of version 7, with flags 0"))
    }

    @Test func `an older header that is longer than the file`() throws {
        let error = try open("contiguous-f2") { bytes in
            // The header of the group at the top is at the address that ends the superblock.
            bytes.replaceSubrange(96 + 8..<96 + 12, with: [0, 0, 0, 0xF0])
        }
        #expect(
            error == .damaged(path: "", part: "the file", cause: "an object's header lies beyond the end of the file"))
    }

    @Test func `a file that is being written is left to the library`() throws {
        // The flag of a program that has not closed the file; its checksum no longer fits.
        let error = try open("latest-format") { $0[11] |= 1 }
        guard case .damaged(_, _, let cause) = error else { return }
        #expect(!cause.hasPrefix("its beginning"))
    }
}

extension SlideError {
    fileprivate var damage: (part: String, cause: String)? {
        if case .damaged(_, let part, let cause) = self { (part, cause) } else { nil }
    }
}
