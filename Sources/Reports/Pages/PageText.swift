internal import Files
internal import FoundationEssentials
internal import Heatmaps
internal import Rendering
internal import Results

/// The parts of a page that do not depend on slides: template, style, script and colours. The binary contains them.
struct PageText {
    private let template: PageTemplate
    let style: String
    let script: String
    let colormaps: String

    /// Gathers the parts.
    ///
    /// What no slide has is in neither style nor script.
    ///
    /// - Parameters:
    ///   - hasCurves: whether a slide has flipping curves.
    ///   - hasCases: whether a slide has a case.
    init(hasCurves: Bool, hasCases: Bool) throws {
        let parts = Set((hasCurves ? ["curves"] : []) + (hasCases ? ["cases"] : []))
        template = PageTemplate(Self.text(PackageResources.page_mustache))
        let styles =
            [PackageResources.page_css, PackageResources.layout_css, PackageResources.notes_css]
            + (hasCurves ? [PackageResources.curves_css] : [])
            + (hasCases ? [PackageResources.cases_css] : [])
        style = styles.map { Self.compact($0, spacing: "{};,:>") }.joined()
        let scripts =
            [
                PackageResources.parts_js, PackageResources.numbers_js, PackageResources.scores_js,
                PackageResources.tiles_js, PackageResources.map_js, PackageResources.closemap_js,
                PackageResources.picture_js,
                PackageResources.deep_js, PackageResources.viewer_js, PackageResources.link_js,
                PackageResources.legend_js,
                PackageResources.strip_js, PackageResources.facts_js,
                PackageResources.coordinates_js, PackageResources.export_js, PackageResources.notestore_js,
                PackageResources.notefiles_js, PackageResources.pagenotes_js, PackageResources.pins_js,
                PackageResources.notes_js,
            ] + (hasCurves ? [PackageResources.curves_js] : []) + (hasCases ? [PackageResources.cases_js] : []) + [
                PackageResources.slide_js, PackageResources.compare_js, PackageResources.table_js,
                PackageResources.picks_js, PackageResources.ways_js, PackageResources.start_js,
            ]
        script =
            "\"use strict\";(() => {\n"
            + scripts.map { Self.compact($0, spacing: "{}()[];,:=+-*/<>?&|!", parts: parts) }.joined() + "})();\n"
        colormaps = try ScriptData.text(ColorMap.allCases.map(PackedColors.init))
    }

    /// Fills the template: the page up to the data of the slides.
    func render(_ page: CohortPage) -> String { template.render(page) }

    /// Returns the content security policy: the page may use its own style and script, show pictures, and nothing else.
    ///
    /// - Parameters:
    ///   - linked: whether pictures are beside the page, on a disk or a server.
    ///   - deep: whether the page's script may load others. ``deepPolicy`` says from where.
    func policy(linked: Bool, deep: Bool) -> String {
        func hash(_ text: String) -> String {
            "'sha256-" + Data(Fingerprint.digest(of: Array(text.utf8))).base64EncodedString() + "'"
        }
        let beside = linked ? " 'self' file:" : ""
        let loading = deep ? " 'strict-dynamic'" : ""
        return
            "default-src 'none'; img-src data: blob:\(beside); style-src \(hash(style)); script-src "
            + "\(hash(script))\(loading); base-uri 'none'; form-action 'none'"
    }

    /// A second policy for a page that loads tiles. A browser obeys both, so only the page's own script may load scripts, and
    /// only from where the page is: `'strict-dynamic'` alone would let it load them from anywhere.
    static let deepPolicy = "script-src 'unsafe-inline' 'self'"

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// Returns a style or script without indentation, comment lines, and spaces beside the given characters.
    ///
    /// Strings in double quotes stay as they are.
    ///
    /// - Parameter parts: the names for which to keep the lines between `//#if NAME` and `//#end`.
    private static func compact(_ bytes: [UInt8], spacing: String, parts: Set<String> = []) -> String {
        var isKept = true
        let lines = text(bytes).split(separator: "\n").map { $0.drop { $0 == " " } }.filter { line in
            if line.hasPrefix("//#if ") { isKept = parts.contains(String(line.dropFirst(6))) }
            if line == "//#end" { isKept = true }
            return isKept && !line.hasPrefix("//") && !line.isEmpty
        }
        // After these characters, a line end never ends a statement.
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

/// Writes values as JSON that is safe inside a script element: no text in it can end the element.
enum ScriptData {
    static func text(_ value: some Encodable) throws -> String {
        var bytes: [UInt8] = []
        for byte in try jsonText(value).utf8 {
            // In JSON, '<' occurs only inside strings.
            if byte == UInt8(ascii: "<") { bytes += Array("\\u003c".utf8) } else { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
