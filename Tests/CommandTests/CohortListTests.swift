import Foundation
import Heatmaps
import Rendering
import Reports
import Results
import Testing

/// Lists of slides as other programs and spreadsheets write them.
@Suite struct `A list of slides` {
    let cohort: Cohort
    init() throws {
        cohort = try Cohort()
        for name in ["a", "b"] { try cohort.copy(Fixtures.slide, to: "f/\(name).h5") }
    }

    /// STAMP's slide table (https://github.com/KatherLab/STAMP/issues/95), TRIDENT's list of slides, CLAM's process list.
    @Test(arguments: [
        "PATIENT,FILENAME\np1,a.h5\np2,b.h5\n", "wsi,mpp\na.svs,0.25\nb.ome.tiff,0.25\n",
        "Slide_ID;label\na.HDF5;1\nb;0\n",
        "case_id,slide_id,label\nc1,a.pt,0\nc2,b.isyntax,1\n", "sep=;\r\nslide_id;label\r\na;\"x;y\"\r\nb;\r\n",
        "slide_id;mpp;alpha;range\na;0,25;0,5;0 0,5\nb;0.5;1;\n", "\"slide_id\"\t\"note\"\n\"a\"\t\"x\ty\"\nb\tz,\n",
        "slide_id\ra\rb\r", "label,slide_id\n\"two\nlines\",a\n,b\n",
    ]) func `is read as other programs write it`(text: String) async throws {
        try cohort.folder.write(text, to: "f/list.csv")
        let outcome = try await cohort.run("--normalize", "minmax", of: "f/list.csv")
        #expect(outcome.succeeded && Cohort.done(outcome) == ["a", "b"], "\(outcome.errors)")
        if text.contains("0,25") {
            let record = try cohort.record("a")
            #expect(record.basis?.sources.mpp == 0.25 && record.settings?.alpha == 0.5)
            #expect(record.settings?.range?.high == 0.5)
        }
    }

    @Test func `may be a spreadsheet's UTF-16`() async throws {
        let text = "slide_id\tPatient\r\na\tMüller\r\nb\t\r\n"
        let bytes: [UInt8] = [0xFF, 0xFE] + text.utf16.flatMap { unit in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        try Data(bytes).write(to: URL(filePath: cohort.folder.path + "/f/list.txt"))
        #expect(try await cohort.run(of: "f/list.txt").succeeded)
        #expect(try cohort.text("out/cohort.csv").contains(",Müller\r\n"))
    }

    @Test func `keeps its other columns`() async throws {
        func run(_ patient: String) async throws -> Command.Outcome {
            try cohort.folder.write(
                "slide_id,case_id,PATIENT,status,list_status,\na,c1,\"\(patient)\",processed,=1+1,\nb,,,,,\n",
                to: "f/list.csv")
            return try await cohort.run(of: "f/list.csv")
        }
        let outcome = try await run("Müller, A.")
        #expect(
            outcome.errors.hasPrefix(
                "linmil: f/list.csv: these columns are kept in cohort.csv, and change nothing: PATIENT, status, list_status\n"
                    + "linmil: f/list.csv: column 'case_id' groups the slides by case\n"))
        let lines = try cohort.text("out/cohort.csv").components(separatedBy: "\r\n")
        #expect(lines[0].hasSuffix(",seconds,reason,case_id,PATIENT,list_status,list_list_status"))
        #expect(lines[1].hasSuffix(",,c1,\"Müller, A.\",processed,'=1+1") && lines[2].hasSuffix(",,,,,"))
        #expect(try await Command.run(["report", "out", "-o", "page.html"], in: cohort.folder).succeeded)
        #expect(try cohort.text("page.html").contains("[\"List: PATIENT\",\"Müller, A.\"]"))

        // They change no result.
        #expect(Cohort.done(try await run("Meier")) == [])
        #expect(try cohort.text("out/cohort.csv").contains(",Meier,"))
    }

    @Test(arguments: [
        ("a,f/a.h5,2,\n", "'--alpha", "row 2"),
        ("b,f/b.h5,,\n\na,f/none.h5,,\n", "none.h5: there is no such file", "row 4"),
        ("a,C:/data/a.h5,,\n", "this is a path of Windows", "row 2"),
        ("b,f/b.h5,,\na,f/a.h5,,f/none.png\n", "none.png", "row 3"),
    ]) func `is named with its row where a slide fails`(rows: String, words: String, row: String) async throws {
        try cohort.folder.write("slide_id,features,alpha,thumbnail\n" + rows, to: "list.csv")
        let outcome = try await cohort.run(of: "list.csv")
        #expect(outcome.failed)
        let reason = try #require(try cohort.record("a").reason)
        #expect(reason.contains(words) && reason.hasSuffix(" (\(row) of list.csv)"), "\(reason)")
        #expect(outcome.errors.components(separatedBy: reason).count == 2, "a failure is printed once")
    }

    @Test(arguments: [
        ("slide_id\na\nb\n\na\n", "two slides are called 'a' (row 2 and row 5)"),
        ("slide_id\na.svs\na.tiff\n", "two slides are called 'a' (row 2 and row 3)"),
        ("slide_id,label\na,\n\nb,\"x\n", "a quotation mark in row 4 that nothing closes"),
        ("slide_id;label\na;b;c\n", "3 cells in row 2, expected 2"),
        ("name|label\na|b\n", "has no column slide_id, only 'name|label'"),
        ("name;label\na;b\n", "has no column slide_id, only 'name', 'label'"),
    ]) func `is refused with its row`(text: String, words: String) async throws {
        try cohort.folder.write(text, to: "f/list.csv")
        let outcome = try await cohort.run(of: "f/list.csv")
        #expect(outcome.failed && outcome.errors.contains(words), "\(outcome.errors)")
        #expect(!cohort.files.contains("out"))
    }

    @Test func `of another encoding is refused with its row`() async throws {
        let bytes = Array("slide_id,label\na,1\nb,M".utf8) + [0xFC] + Array("ller\n".utf8)
        try Data(bytes).write(to: URL(filePath: cohort.folder.path + "/f/list.csv"))
        let outcome = try await cohort.run(of: "f/list.csv")
        #expect(outcome.failed && outcome.errors.contains("is not UTF-8 text in row 3; save it as 'CSV UTF-8'"))
    }
}
