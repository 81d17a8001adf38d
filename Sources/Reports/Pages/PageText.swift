internal import Crypto
internal import Files
internal import Foundation
internal import Heatmaps
internal import Mustache
internal import Rendering
internal import Results

/// The parts of a page that do not depend on slides: template, style, script and colours. They are in the binary.
struct PageText {
    private let template: MustacheTemplate
    let style: String
    let script: String
    let colormaps: String

    /// Gathers the parts.
    init() throws {
        MustacheContentTypes.register(PageContent(), named: "PAGE")
        template = try MustacheTemplate(string: Self.text(PackageResources.page_mustache))
        style = Self.compact(PackageResources.page_css, spacing: "{};,:>")
        let parts = [
            PackageResources.numbers_js, PackageResources.tiles_js, PackageResources.map_js,
            PackageResources.picture_js, PackageResources.viewer_js, PackageResources.legend_js,
            PackageResources.strip_js, PackageResources.slide_js, PackageResources.table_js, PackageResources.start_js,
        ]
        script =
            "\"use strict\";(() => {\n" + parts.map { Self.compact($0, spacing: "{}()[];,:=+-*/<>?&|!") }.joined()
            + "})();\n"
        colormaps = try ScriptData.text(ColorMap.allCases.map(PackedColors.init))
    }

    /// Fills the template, up to where the data of the slides begin.
    func render(_ page: CohortPage) -> String { template.render(page) }

    /// What a browser lets the page do: run and use what is written here, show pictures, and nothing else.
    ///
    /// - Parameter linked: whether pictures lie beside the page, be it on a disk or a server.
    func policy(linked: Bool) -> String {
        func hash(_ text: String) -> String {
            "'sha256-" + Data(Fingerprint.digest(of: Array(text.utf8))).base64EncodedString() + "'"
        }
        let beside = linked ? " 'self' file:" : ""
        return
            "default-src 'none'; img-src data: blob:\(beside); style-src \(hash(style)); script-src \(hash(script)); "
            + "base-uri 'none'; form-action 'none'"
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// A style or script without indentation, lines of comment, and the spaces beside some characters. Strings, which
    /// stand in double quotes, stay as they are.
    private static func compact(_ bytes: [UInt8], spacing: String) -> String {
        let lines = text(bytes).split(separator: "\n").map { $0.drop { $0 == " " } }.filter {
            !$0.hasPrefix("//") && !$0.isEmpty
        }
        // After these no end of a line is meant as the end of a statement.
        return lines.map { compact($0, spacing: spacing) }.map { "{;,(".contains($0.last ?? " ") ? $0 : $0 + "\n" }
            .joined()
    }

    private static func compact(_ line: Substring, spacing: String) -> String {
        var compact = ""
        var (isString, isEscaped, isSpaced) = (false, false, false)
        for character in line {
            if !isString, character == " " {
                isSpaced = true
                continue
            }
            if isSpaced, !spacing.contains(character), let last = compact.last, !spacing.contains(last) {
                compact += " "
            }
            isSpaced = false
            compact.append(character)
            if character == "\"", !isEscaped { isString.toggle() }
            isEscaped = isString && character == "\\" && !isEscaped
        }
        return compact
    }
}

/// Text in HTML, attributes included.
struct PageContent: MustacheContentType {
    func escapeText(_ text: String) -> String { Markup.escaped(text) }
}

/// Values as JSON inside a script element, which nothing in them can end.
enum ScriptData {
    static func text(_ value: some Encodable) throws -> String {
        var bytes: [UInt8] = []
        for byte in try jsonText(value).utf8 {
            // Only texts have a '<' in JSON.
            if byte == UInt8(ascii: "<") { bytes += Array("\\u003c".utf8) } else { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
