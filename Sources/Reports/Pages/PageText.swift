internal import Crypto
internal import Foundation
internal import Heatmaps
internal import Mustache

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
        style = Self.compact(PackageResources.page_css)
        let parts = [
            PackageResources.numbers_js, PackageResources.tiles_js, PackageResources.map_js,
            PackageResources.picture_js, PackageResources.viewer_js, PackageResources.legend_js,
            PackageResources.strip_js, PackageResources.slide_js, PackageResources.table_js, PackageResources.start_js,
        ]
        script = "\"use strict\";(() => {\n" + parts.map(Self.compact).joined() + "})();\n"
        colormaps = try ScriptData.text(
            ColorMap.allCases.map {
                Map(
                    name: $0.rawValue, note: $0.note, safe: $0.isColorBlindSafe,
                    table: Data($0.table).base64EncodedString())
            })
    }

    /// Fills the template, up to where the data of the slides begin.
    func render(_ page: CohortPage) -> String { template.render(page) }

    private struct Map: Encodable {
        let name: String
        let note: String
        let safe: Bool
        let table: String
    }

    /// What a browser lets the page do: run and use what is written here, show pictures, and nothing else.
    ///
    /// - Parameter linked: whether pictures lie beside the page, be it on a disk or a server.
    func policy(linked: Bool) -> String {
        func hash(_ text: String) -> String {
            "'sha256-" + Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString() + "'"
        }
        let beside = linked ? " 'self' file:" : ""
        return
            "default-src 'none'; img-src data: blob:\(beside); style-src \(hash(style)); script-src \(hash(script)); "
            + "base-uri 'none'; form-action 'none'"
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// A style or script without indentation and lines of comment.
    private static func compact(_ bytes: [UInt8]) -> String {
        text(bytes).split(separator: "\n").map { $0.drop { $0 == " " } }.filter { !$0.hasPrefix("//") && !$0.isEmpty }
            .map { $0 + "\n" }.joined()
    }
}

/// Text in HTML, attributes included: markup becomes harmless byte by byte, for a quote with an accent on it is one
/// character to Swift and a quote to a browser.
struct PageContent: MustacheContentType {
    func escapeText(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "&": escaped += "&amp;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\n", "\t": escaped.unicodeScalars.append(scalar)
            case _ where scalar.properties.generalCategory == .control: escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
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
