import Foundation
import Images
import LinMIL
import Results
import Slides
import Testing

@testable import Command

/// `linmil doctor`, on this machine and on one that is limited.
@Suite struct `The doctor` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    /// What the JSON page is tested for.
    private struct Page: Decodable {
        struct Library: Decodable {
            struct Used: Decodable {
                struct Missing: Decodable { let package, reason: String }
                let name: String
                let version, path: String?
                let missing: Missing?
            }
            let library: Used
            let formats: [String]?
        }
        struct Machine: Decodable {
            let instructionSets: [String]
            let instructionSet: String
            let cores, coresOfMachine, cohortMemory: Int
            let addressLimit: Int?
        }
        struct Check: Decodable { let name, outcome, words: String }
        let version: String
        let isOK: Bool
        let libraries: [Library]
        let machine: Machine
        let selfTest: [Check]

        func library(_ name: String) -> Library? { libraries.first { $0.library.name == name } }
        func check(_ name: String) -> Check? { selfTest.first { $0.name == name } }
    }

    /// A line of shell before the command: the models take most of the time.
    private static let withoutModels = "export LINMIL_WORKER_FAULT=skip:models; "

    /// Runs a line of shell that ends in `$linmil doctor --json`.
    private func page(_ line: String = "$linmil doctor --json", tryingModels: Bool = false) async throws -> Page {
        let outcome = try await Command.shell((tryingModels ? "" : Self.withoutModels) + line, in: folder)
        #expect(outcome.succeeded && outcome.errors.isEmpty, "\(outcome)")
        return try JSONDecoder().decode(Page.self, from: Data(outcome.output.utf8))
    }

    @Test func `ends in OK, in lines of 80 columns`() async throws {
        let outcome = try await Command.run(["doctor"], in: folder)
        #expect(outcome.succeeded && outcome.errors.isEmpty, "\(outcome)")
        #expect(outcome.output.hasPrefix("linmil \(SlideResult.currentVersion)\n"))
        #expect(outcome.output.hasSuffix("\n\nOK\n"))
        for line in outcome.output.split(separator: "\n") {
            // A path is one word.
            let words = line.split(separator: " ")
            #expect(line.count <= 80 || words.count <= 2, "\(line)")
        }
    }

    @Test func `tries every instruction set, and names the libraries that are always there`() async throws {
        let page = try await page(tryingModels: true)
        #expect(page.version == SlideResult.currentVersion && page.isOK)
        #expect(page.machine.instructionSets == InstructionSet.usable.map(\.name))
        #expect(page.machine.instructionSet == InstructionSet.best.name)
        for name in page.machine.instructionSets { #expect(page.check("model, \(name)")?.outcome == "OK") }
        for name in ["model, bfloat16 weights", "picture", "HDF5 file"] { #expect(page.check(name)?.outcome == "OK") }
        #expect(page.machine.cohortMemory > 1 << 20)
        for name in ["HDF5", "libpng"] {
            let library = try #require(page.library(name)?.library)
            #expect(library.version?.split(separator: ".").count == 3 && library.missing == nil)
        }
    }

    @Test func `a library that cannot be opened is missing, and not tried`() async throws {
        try folder.write("no library", to: "libturbojpeg.so.0")
        try folder.write("no library", to: "libopenslide.so.1")
        try folder.write("no library", to: "libopenslide.so.0")
        try folder.write("no library", to: "libdeflate.so.0")
        let page = try await page("LD_LIBRARY_PATH=$PWD $linmil doctor --json")
        #expect(page.library("libturbojpeg")?.library.missing?.package == "libturbojpeg0")
        #expect(page.library("OpenSlide")?.library.missing?.package == "libopenslide0")
        #expect(page.library("OpenSlide")?.formats == nil)
        #expect(page.check("JPEG picture")?.outcome == "not tried")
        let text = try await Command.shell(Self.withoutModels + "LD_LIBRARY_PATH=$PWD $linmil doctor", in: folder)
        #expect(text.succeeded && text.output.hasSuffix("\nOK\n"))
        #expect(text.output.contains("\nMissing\n"))
        #expect(text.output.contains("install libturbojpeg0 (Debian's name) again"))
        // Nothing is lacking without it.
        #expect(text.output.contains("libdeflate   not installed; instead zlib: PNG pictures"))
        #expect(!text.output.contains("install libdeflate0"))
    }

    @Test func `a library that crashes is missing, and the page is whole`() async throws {
        let faults = "crash:OpenSlide,crash:librsvg,crash:libturbojpeg"
        let outcome = try await Command.run(["doctor", "--json"], in: folder, fault: faults)
        #expect(outcome.succeeded, "\(outcome)")
        let page = try JSONDecoder().decode(Page.self, from: Data(outcome.output.utf8))
        for (name, package) in [
            ("OpenSlide", "libopenslide0"), ("librsvg", "librsvg2-2"), ("libturbojpeg", "libturbojpeg0"),
        ] {
            let missing = try #require(page.library(name)?.library.missing)
            #expect(missing.package == package)
            #expect(missing.reason == "\(name) crashed when it was opened (signal 6)")
        }
        for name in ["JPEG picture", "text of figures"] { #expect(page.check(name)?.outcome == "not tried") }
        #expect(page.isOK && page.check("picture")?.outcome == "OK")
    }

    @Test func `a library is named where it was found`() async throws {
        guard let path = try await page().library("libturbojpeg")?.library.path else { return }
        try FileManager.default.copyItem(atPath: path, toPath: folder.path + "/libturbojpeg.so.0")
        let page = try await page("LD_LIBRARY_PATH=$PWD $linmil doctor --json")
        let found = try #require(page.library("libturbojpeg")?.library.path)
        #expect(found.hasSuffix("/libturbojpeg.so.0") && found.contains(URL(filePath: folder.path).lastPathComponent))
        #expect(page.check("JPEG picture")?.outcome == "OK")
    }

    @Test func `uses the cores that it is bound to`() async throws {
        let page = try await page(
            "first=$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//') && taskset -c $first $linmil doctor --json")
        #expect(page.machine.cores == 1 && page.machine.coresOfMachine >= 1)
        #expect(page.check("model, 2 threads")?.outcome == "OK")
    }

    @Test(arguments: [1_100_000, 500_000]) func `says what addresses are left`(kilobytes: Int) async throws {
        let page = try await page("ulimit -v \(kilobytes); $linmil doctor --json")
        #expect(page.machine.addressLimit == kilobytes * 1024)
        #expect(page.isOK)
    }

    @Test func `without room for the drawing library, the limit is the advice`() async throws {
        for kilobytes in [300_000, 230_000, 180_000] {
            let line = "ulimit -v \(kilobytes); $linmil doctor"
            let outcome = try await Command.shell(Self.withoutModels + line, in: folder)
            #expect(!outcome.wasKilled, "\(outcome)")
            guard outcome.output.contains("failed to map segment") else { continue }
            #expect(outcome.output.contains("raise the limit of addresses (ulimit -v)"))
            #expect(!outcome.output.contains("install librsvg2-2"))
        }
    }

    @Test func `without a folder for a file, HDF5 is not tried`() async throws {
        let page = try await page("TMPDIR=$PWD/none $linmil doctor --json")
        let check = try #require(page.check("HDF5 file"))
        #expect(check.outcome == "not tried")
        #expect(check.words.contains("/none cannot be written (No such file or directory); set TMPDIR"))
        #expect(page.isOK)
    }

    @Test func `leaves nothing behind`() async throws {
        let page = try await page("mkdir empty && TMPDIR=$PWD/empty $linmil doctor --json")
        #expect(page.check("HDF5 file")?.outcome == "OK")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/empty").isEmpty)
    }

    @Test(arguments: ["softmax cls score of tile 0", "dilated sum of the relevance scores"])
    func `a wrong number is a failure`(number: String) async throws {
        let outcome = try await Command.run(["doctor"], in: folder, fault: "spoil:\(number)")
        #expect(outcome.status == 1 && !outcome.wasKilled)
        #expect(outcome.output.hasSuffix("\n\nFAILED\n"))
        let (attention, name) = try #require(
            number.firstIndex(of: " ").map { (number[..<$0], number[$0...].dropFirst()) })
        let start = "linmil: the self-test failed (model, portable: the \(name) with \(attention) attention is "
        #expect(outcome.errors.hasPrefix(start), "\(outcome.errors)")
        #expect(outcome.errors.contains("cannot be trusted on this machine; install it again"))
        #expect(outcome.errors.split(separator: "\n").count == 1)
    }

    @Test func `a failure is in the JSON page too`() async throws {
        let outcome = try await Command.run(["doctor", "--json"], in: folder, fault: "spoil:linear logit of class 1")
        #expect(outcome.status == 1)
        let page = try JSONDecoder().decode(Page.self, from: Data(outcome.output.utf8))
        #expect(!page.isOK && page.check("model, portable")?.outcome == "failed")
        #expect(page.check("picture")?.outcome == "OK")
    }

    @Test func `a full disk is a failure`() async throws {
        let outcome = try await Command.shell(Self.withoutModels + "$linmil doctor >/dev/full", in: folder)
        #expect(outcome.status == 1 && outcome.errors.hasPrefix("linmil: standard output: cannot be written"))
    }

    @Test func `OpenSlide's formats depend on its version`() {
        func reads(_ format: String, _ version: String) -> Bool {
            SlideLibraries.formats(ofOpenSlide: version).contains(format)
        }
        #expect(!reads("Philips TIFF", "3.4.0") && reads("Philips TIFF", "3.4.1") && reads("Philips TIFF", "4.0.0"))
        #expect(!reads("DICOM", "3.4.1") && reads("DICOM", "4.0.0"))
        for version in ["3.4.0", "3.4.1", "4.0.0", "unknown"] { #expect(reads("Aperio SVS", version)) }
    }
}
