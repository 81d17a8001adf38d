internal import Files

/// The files of a folder, by the names of their slides.
struct NamedFiles {
    let folder: String
    /// The slides' names, sorted, and for each the paths of its files, the preferred first.
    private(set) var slides: [(name: String, files: [String])] = []
    private var places: [String: Int] = [:]

    /// Lists a folder. Hidden files, folders and files without an ending are left out.
    ///
    /// - Parameters:
    ///   - endings: the endings of the files, the preferred first.
    ///   - marks: what may stand between a slide's name and the ending.
    ///   - others: whether to take files with other endings too, after those.
    init(in folder: String, endings: [String], marks: [String] = [], others: Bool = false) throws(CohortError) {
        guard let names = FileSystem.names(in: folder) else {
            throw .noFolder(path: folder, reason: "it is missing, is not a folder, or is not readable")
        }
        self.folder = folder
        var byName: [String: (name: String, files: [(rank: Int, path: String)])] = [:]
        for file in names where !file.hasPrefix(".") {
            let (stem, ending) = FileEnding.split(file)
            let mark = marks.first { stem.hasSuffix($0) && stem != $0 } ?? ""
            let name = String(stem.dropLast(mark.count))
            let rank = endings.firstIndex(of: ending)
            guard rank != nil || (others && !ending.isEmpty), !FileSystem.isFolder("\(folder)/\(file)") else {
                continue
            }
            byName[Self.key(name), default: (name, [])].files.append((rank ?? endings.count, "\(folder)/\(file)"))
        }
        slides = byName.values.map { name, files in
            (name, files.sorted { ($0.rank, $0.path) < ($1.rank, $1.path) }.map(\.path))
        }.sorted { $0.name < $1.name }
        for (place, slide) in slides.enumerated() { places[Self.key(slide.name)] = place }
    }

    /// Returns the files of a slide of exactly this name.
    func files(named name: String) -> [String] { places[Self.key(name)].map { slides[$0].files } ?? [] }

    /// Returns the files of a slide. A slide that is called as a file, such as `a.svs`, may have those of `a`.
    func files(of slide: String) -> [String] {
        let own = files(named: slide)
        return own.isEmpty ? files(named: FileEnding.stem(of: slide)) : own
    }

    /// Returns a warning about slides with more than one file; nil if there are none.
    ///
    /// - Parameter files: the files of each slide, of which the first is used.
    static func warning(folder: String, several files: [[String]]) -> String? {
        let several = files.filter { $0.count > 1 }
        guard !several.isEmpty else { return nil }
        let words = several.prefix(5).map { paths in
            let names = paths.map { Wording.name(String($0.dropFirst(folder.count + 1))) }
            return "\(names[0]) is used, not \(names.dropFirst().joined(separator: " and "))"
        }
        let more = several.count > 5 ? "; and \(several.count - 5) more" : ""
        let slides = several.count == 1 ? "1 slide has" : "\(several.count) slides have"
        return "\(folder): \(slides) more than one file: " + words.joined(separator: "; ") + more
    }

    /// File names are bytes, and Swift takes two spellings of an accent for one text. These names are ASCII.
    private static func key(_ name: String) -> String { SlideIdentifier(name).file }
}
