internal import Foundation

/// Finds the slides of a cohort, in a folder in TRIDENT's or CLAM's layout or in a list.
struct CohortFinder {
    let path: String
    /// The folder of thumbnails. A thumbnail has the same name as its features file.
    let thumbnails: String?
    /// The folder of whole slides, named in the same way.
    let wholeSlides: String?

    /// Returns the slides, sorted by name, and warnings for the user.
    func find() throws -> (slides: [CohortSlide], warnings: [String]) {
        let list = isFolder(path) ? nil : try CohortList(path: path)
        let found = try list?.slides ?? slidesOfFolder()
        guard !found.isEmpty else { throw CohortError.noSlides(path: path) }
        var names: Set<String> = []
        for slide in found where !names.insert(slide.identifier.file).inserted {
            throw CohortError.sameName(path: path, name: slide.identifier.name)
        }
        let (pictures, scans) = (try Self.byName(in: thumbnails), try Self.byName(in: wholeSlides))
        let slides = found.sorted { $0.identifier.name < $1.identifier.name }.map { slide in
            var slide = slide
            let name = slide.identifier.name
            if slide.thumbnail == nil {
                slide.thumbnail = pictures[name]?.first { [".png", ".jpg", ".jpeg"].contains(Self.ending(of: $0)) }
            }
            if slide.wholeSlide == nil { slide.wholeSlide = scans[name]?.first }
            return slide
        }
        return (slides, warnings(for: slides, otherColumns: list?.otherColumns ?? []))
    }

    private func warnings(for slides: [CohortSlide], otherColumns others: [String]) -> [String] {
        var warnings: [String] = []
        if !others.isEmpty {
            warnings.append(
                "\(path): these columns are ignored: \(others.map(Wording.name).joined(separator: ", "))")
        }
        func warn(_ folder: String?, _ found: KeyPath<CohortSlide, String?>, _ what: String) {
            let missing = slides.filter { $0[keyPath: found] == nil }
            guard let folder, let first = missing.first?.identifier.name else { return }
            warnings.append(
                "\(folder): has no \(what) for \(missing.count) of \(slides.count) slides, such as "
                    + "'\(Wording.name(first))'")
        }
        warn(thumbnails, \.thumbnail, "thumbnail")
        warn(wholeSlides, \.wholeSlide, "file")
        return warnings
    }

    private func slidesOfFolder() throws -> [CohortSlide] {
        var folder = path
        if features(in: folder).isEmpty {
            let candidates =
                ["h5_files"]
                + subfolders(of: path).flatMap { outer in
                    (outer.hasPrefix("features_") ? [outer] : [])
                        + subfolders(of: "\(path)/\(outer)").filter { $0.hasPrefix("features_") }.map {
                            "\(outer)/\($0)"
                        }
                }
            let full = candidates.filter { !features(in: "\(path)/\($0)").isEmpty }
            guard full.count < 2 else { throw CohortError.severalFeatures(path: path, folders: full) }
            folder = full.first.map { "\(path)/\($0)" } ?? path
        }
        return features(in: folder).map { name in
            CohortSlide(identifier: SlideIdentifier(String(name.dropLast(3))), features: "\(folder)/\(name)")
        }
    }

    private func features(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { $0.hasSuffix(".h5") && !$0.hasPrefix(".") && !isFolder("\(folder)/\($0)") }.sorted()
    }

    private func subfolders(of folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { !$0.hasPrefix(".") && isFolder("\(folder)/\($0)") }.sorted()
    }

    private func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// Returns the files of a folder, grouped by their names without the ending.
    private static func byName(in folder: String?) throws -> [String: [String]] {
        guard let folder else { return [:] }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder).sorted() else {
            throw CohortError.noFolder(path: folder, reason: "it is missing, is not a folder, or is not readable")
        }
        return Dictionary(grouping: names.filter { !$0.hasPrefix(".") && !ending(of: $0).isEmpty }) { name in
            String(name.dropLast(ending(of: name).count))
        }.mapValues { $0.map { "\(folder)/\($0)" } }
    }

    private static func ending(of name: String) -> String {
        name.lastIndex(of: ".").map { name[$0...].lowercased() } ?? ""
    }
}
