import ArgumentParser
import Foundation
import Rendering
import Testing

@testable import LinMIL
@testable import Slides
@testable import Command

/// The command adds advice to the errors of libraries.
@Suite struct `Advice at the command line` {
    private static let cases = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "SlidesTests/Fixtures/cases").path

    /// The help text of a subcommand.
    private static func help(of subcommand: Subcommand) -> String {
        let command: any ParsableCommand.Type =
            switch subcommand {
            case .render: RenderCommand.self
            case .score: ScoreCommand.self
            case .evaluate: EvaluateCommand.self
            case .cohort: CohortCommand.self
            case .report: ReportCommand.self
            case .inspect: InspectCommand.self
            case .picture: PictureWorkerCommand.self
            }
        return Linmil.helpMessage(for: command)
    }

    @Test(arguments: Subcommand.allCases)
    func `advice only names options that the subcommand has`(subcommand: Subcommand) {
        let help = Self.help(of: subcommand)
        for option in Subcommand.Option.allCases {
            guard let name = subcommand.name(of: option) else { continue }
            // The list of options has them as "  --coords <file>", pairs as "--header/--no-header".
            let isThere = help.contains("  \(name) ") || help.contains("/\(name) ")
            #expect(isThere || name == "the column '\(option.rawValue)' of a list", "\(subcommand) has no \(name)")
        }
    }

    @Test(arguments: Subcommand.allCases)
    func `every option that could help has advice`(subcommand: Subcommand) {
        let help = Self.help(of: subcommand)
        for option in Subcommand.Option.allCases where help.contains("  --\(option.rawValue) <") {
            #expect(subcommand.name(of: option) != nil, "\(subcommand) has --\(option.rawValue)")
        }
    }

    @Test func `cohort lists have the columns that the advice names`() throws {
        let folder = try ScratchFolder()
        let list = folder.path + "/list.csv"
        try Data("slide_id,coords,slide-size\na,c.h5,10x20\n".utf8).write(to: URL(filePath: list))
        let read = try CohortList(path: list)
        #expect(read.notes.isEmpty)
        #expect(read.slides.first?.coordinates == folder.path + "/c.h5")
        #expect(read.slides.first?.row?.geometry.slideSize == SlideSize("10x20"))
    }

    /// Slides with missing or contradictory facts, the given options, and the options that help.
    @Test(arguments: [
        ("no-coordinates", "", "--coords"), ("blockmap-without-coordinates", "", "--coords"),
        ("stamp-multiplex", "", "--coords"), ("coordinates-file", "", "--coords"),
        ("outside-the-slide", "", "--slide-size|--tile-size"), ("text-as-side", "", "--tile-size"),
        ("disagreeing-sides", "", "--tile-size"), ("zero-slide-size", "", "--slide-size"),
        ("trident-side-of-another-magnification", "", "--tile-size 512|--tile-size 256"),
        ("clam-pieces-without-attributes", "", "--tile-size"),
        ("clam-step-of-half-a-tile/h5_files", "", "--tile-size 256"),
        ("stamp-without-resolution", "", "--mpp|--slide"), ("stamp-1-without-resolution", "", "--mpp|--slide"),
        ("stamp-side-as-text", "--mpp 0.25", "--tile-size"),
        ("stamp-wrong-resolution", "--mpp 0.1 --slide-size 12000x9000", "--mpp"),
        ("stamp-resolution-of-a-radiograph", "--mpp 1000", "--mpp"), ("stamp-in-pixels", "", "--coords"),
        (
            "option-against-attribute", "--tile-size 500",
            "500 level-0 px, from --tile-size|leave --tile-size out|--tile-size 512"
        ),
        ("slide-size-against-attribute", "--slide-size 5300x3700", "leave --slide-size out"),
        ("one-tile-without-side", "", "--tile-size"),
        ("coords-of-level-1", "", "at another level; if they are, give --coords-scale 4"),
        ("coords-of-level-1", "--tile-size 128", "at another level; if they are, give --coords-scale 4"),
        ("coords-of-level-1", "--tile-size 512", "at another level; if they are, give --coords-scale 4"),
        ("coords-of-twice-the-slide", "", "--coords-scale 0.5"), ("coords-in-tiles", "", "--coords-scale 512"),
        ("coords-in-tiles-without-side", "", "give --coords-scale, the distance of neighbouring tiles"),
        ("coords-in-tiles", "--coords-scale 512", "level-0 px, multiplied by 512"),
        ("coords-of-level-1", "--coords-scale 2", "at another level; if they are, give --coords-scale 4"),
        ("coords-of-level-1", "--coords-scale 400", "at another level; if they are, give --coords-scale 4"),
        ("coords-of-level-1", "--coords-scale 11", "px apart, expected 512 px; check --coords-scale"),
        (
            "coords-of-level-1", "--coords-scale 400 --tile-size 51200",
            "check --slide-size, --coords-scale and --tile-size"
        ),
        ("../../../ResultsTests/Fixtures/cases/without-classes", "", "linmil score"),
        ("scattered-tiles-without-side", "", "--tile-size"),
    ])
    func `a slide's error ends with the option that helps`(name: String, options: String, words: String) async throws {
        let slide = "\(Self.cases)/\(name)/slide.h5"
        let arguments = ["inspect", slide] + options.split(separator: " ").map(String.init)
        let outcome = try await Command.run(arguments, in: ScratchFolder())
        #expect(outcome.succeeded, "\(outcome.errors)")
        for words in words.split(separator: "|") { #expect(outcome.output.contains(words), "\(outcome.output)") }
    }

    @Test func `advice names the options of the subcommand that runs`() {
        let error = SlideError.missingResolution(path: "a.h5")
        #expect(error.advised(in: .render).hasSuffix("with --mpp, or the slide itself with --slide"))
        #expect(error.advised(in: .cohort).hasSuffix("with --mpp, or the slide itself with --slides"))
        #expect(error.advised(in: .report) == error.description)
        let silent = SlideError.missingResolution(path: "a.h5", slide: "a.tif")
        #expect(
            silent.advised(in: .render).hasSuffix(
                "a.tif does not say its resolution; give --mpp, the micrometres of a level-0 pixel"))
        let lost = SlideError.missingCoordinates(path: "a.h5", found: [])
        #expect(lost.advised(in: .cohort).hasSuffix("coordinates in the column 'coords' of a list"))
        let pooled = ModelError.noScore(path: "m.pt", .cls, .noClassToken, exist: [.attn, .relevance])
        #expect(pooled.advised(in: .score).hasSuffix("; use --score attn or relevance"))
        #expect(pooled.advised(in: .inspect) == pooled.description)
        let picture = RenderingError.missingPicture(path: "a.h5")
        #expect(picture.advised(in: .cohort).hasSuffix("with --thumbnails or --slides, or --background white"))
    }

    @Test func `a cohort's record holds the error with its advice`() async throws {
        let folder = try ScratchFolder()
        let list = "slide_id,features\nlost,\(Self.cases)/no-coordinates/slide.h5\n"
        try Data(list.utf8).write(to: URL(filePath: folder.path + "/list.csv"))
        let outcome = try await Command.run(
            ["cohort", "list.csv", "--model", Fixtures.model, "-o", "out", "--jobs", "1"], in: folder)
        #expect(outcome.status == 1)
        let table = String(decoding: try folder.bytes(of: "out/cohort.csv"), as: UTF8.self)
        #expect(
            table.contains("give the file that has the tiles' coordinates in the column 'coords' of a list"), "\(table)"
        )
    }
}
