import Foundation
import Images
import Testing

/// File names are bytes: Latin-1 is none of UTF-8, and one name in two Unicode forms is two files.
@Suite struct `File names of any bytes` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    /// `café` in UTF-8 with one letter, in UTF-8 with an accent of its own, and in Latin-1, for the shell's printf.
    private static let names = ["caf\\303\\251", "cafe\\314\\201", "caf\\351"]

    /// Runs lines of shell, in which `$model`, `$slide` and `$thumbnail` are files, and `name` makes a name of its octal digits.
    private func run(_ lines: String) async throws -> Command.Outcome {
        let files = "model='\(Fixtures.model)' slide='\(Fixtures.slide)' thumbnail='\(Fixtures.thumbnail)'"
        let outcome = try await Command.shell("set -e; \(files)\nname() { printf \"$1\"; }\n" + lines, in: folder)
        try #require(outcome.succeeded, "\(outcome.output)\(outcome.errors)")
        return outcome
    }

    @Test(arguments: names) func `are read and written as they are`(name: String) async throws {
        _ = try await run(
            """
            n=$(name '\(name)'); cp "$slide" "$n.h5"; cp "$model" "$n.pt"; cp "$thumbnail" "$n.png"
            "$linmil" score "$n.h5" --model "$n.pt" -o "$n.json"
            "$linmil" score "$n.h5" --model "$n.pt" -o "scores-$n.h5"
            "$linmil" render "$n.json" --thumbnail "$n.png" --colormap coolwarm -o "from-json-$n.png"
            "$linmil" render "scores-$n.h5" --thumbnail "$n.png" --colormap coolwarm -o "from-h5-$n.png"
            "$linmil" render "$n.h5" --model "$n.pt" --thumbnail "$n.png" --colormap coolwarm -o "over-$n.png"
            "$linmil" inspect "over-$n.png" "$n.pt" "$n.h5" "$n.json" > page
            cp "from-json-$n.png" json.png; cp "from-h5-$n.png" h5.png; cp "over-$n.png" over.png
            """)
        for picture in ["json.png", "h5.png", "over.png"] {
            try folder.expect(picture, shows: Fixtures.golden("small"))
        }
    }

    @Test(arguments: names) func `are in the command that draws a picture again`(name: String) async throws {
        _ = try await run(
            """
            n=$(name '\(name)'); cp "$slide" "$n.h5"; cp "$model" "$n.pt"; cp "$thumbnail" "t-$n.png"
            "$linmil" render "$n.h5" --model "$n.pt" --thumbnail "t-$n.png" -o "$n.png" --json > record
            cp "$n.png" first.png; rm "$n.png"
            sed 's/.*"command":"//; s/","coordinates.*//; s/\\\\\\\\/\\\\/g; s/^linmil/"$linmil"/' record > again
            bash again
            cmp "$n.png" first.png
            """)
    }

    @Test func `keep the slides of a cohort apart`() async throws {
        _ = try await run(
            """
            mkdir features
            for digits in '\(Self.names.joined(separator: "' '"))'; do cp "$slide" "features/$(name "$digits").h5"; done
            "$linmil" cohort features --model "$model" -o out
            "$linmil" cohort features --model "$model" -o out 2> again
            "$linmil" report out -o report.html
            """)
        let pictures = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/out/overlays").sorted()
        #expect(pictures == ["caf%C3%A9.png", "caf%E9.png", "cafe%CC%81.png"])
        #expect(String(decoding: try folder.bytes(of: "again"), as: UTF8.self).contains("3 kept"))
        let table = String(decoding: try folder.bytes(of: "out/cohort.csv"), as: UTF8.self)
        let cells = Set(
            table.utf8.split(separator: UInt8(ascii: "\n")).map { Array($0.prefix { $0 != UInt8(ascii: ",") }) })
        #expect(
            cells.isSuperset(of: [Array("caf\u{E9}".utf8), Array("cafe\u{301}".utf8), Array("caf\u{10EEE9}".utf8)]))
    }

    @Test func `find each slide its own thumbnail`() async throws {
        for (place, shade) in [UInt8(10), 100, 200].enumerated() {
            let image = Image(
                size: PixelSize(width: 480, height: 450), channels: .rgb,
                pixels: [UInt8](repeating: shade, count: 480 * 450 * 3))
            try image.writePNG(to: folder.path + "/shade-\(place).png")
        }
        _ = try await run(
            """
            mkdir features thumbnails
            i=0
            for digits in '\(Self.names.joined(separator: "' '"))'; do
                n=$(name "$digits"); cp "$slide" "features/$n.h5"; mv "shade-$i.png" "thumbnails/$n.png"; i=$((i + 1))
            done
            "$linmil" cohort features --model "$model" --thumbnails thumbnails -o out
            """)
        for (file, shade) in [("caf%C3%A9", UInt8(10)), ("cafe%CC%81", 100), ("caf%E9", 200)] {
            #expect(try folder.image("out/overlays/\(file).png").pixel(0, 0) == [shade, shade, shade])
        }
    }
}
