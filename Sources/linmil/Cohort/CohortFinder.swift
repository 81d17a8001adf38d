internal import Foundation
internal import SwiftCSV

/// Finds the slides of a cohort: in a folder as TRIDENT and CLAM lay it out, or in a list.
struct CohortFinder {
    let path: String
    /// Folders of thumbnails and slides that are called as the features.
    let thumbnails: String?
    let wholeSlides: String?

    private static let largestList = 1 << 28

    /// Returns the slides in the order of their names.
    func slides() throws -> [CohortSlide] {
        let found = isFolder(path) ? try slidesOfFolder() : try slidesOfList()
        guard !found.isEmpty else { throw CohortError.noSlides(path: path) }
        let sorted = found.sorted { $0.identifier.name < $1.identifier.name }
        for (first, second) in zip(sorted, sorted.dropFirst()) where first.identifier.file == second.identifier.file {
            throw CohortError.sameName(path: path, name: first.identifier.name)
        }
        let (pictures, scans) = (Self.byName(in: thumbnails), Self.byName(in: wholeSlides))
        return sorted.map { slide in
            var slide = slide
            let name = slide.identifier.name
            if slide.thumbnail == nil {
                slide.thumbnail = pictures[name]?.first { [".png", ".jpg", ".jpeg"].contains(Self.ending(of: $0)) }
            }
            if slide.wholeSlide == nil { slide.wholeSlide = scans[name]?.first }
            return slide
        }
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

    private func slidesOfList() throws -> [CohortSlide] {
        let rows: [[String]]
        do {
            let data = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
            guard data.count <= Self.largestList else {
                throw CohortError.notAList(path: path, reason: "has \(data.count) bytes")
            }
            guard let text = String(data: data, encoding: .utf8) else {
                throw CohortError.notAList(path: path, reason: "is not UTF-8 text")
            }
            let plain = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
            rows = try CSV<Enumerated>(string: plain, delimiter: .comma, loadColumns: false).rows
            guard
                let header = try CSV<Enumerated>(string: plain, delimiter: .comma, loadColumns: false).header
                    as [String]?
            else { return [] }
            return try slides(of: rows, header: header.map { $0.trimmingCharacters(in: .whitespaces) })
        } catch let error as CohortError {
            throw error
        } catch {
            throw CohortError.notAList(path: path, reason: "cannot be read as CSV")
        }
    }

    private func slides(of rows: [[String]], header: [String]) throws -> [CohortSlide] {
        guard header.contains("slide_id") else {
            throw CohortError.notAList(path: path, reason: "has no column slide_id")
        }
        let folder = path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) + "/" : ""
        // Paths in a list are relative to it.
        func file(_ text: String?) -> String? {
            guard let text, !text.isEmpty else { return nil }
            return text.hasPrefix("/") ? text : folder + text
        }
        return try rows.enumerated().compactMap { number, row in
            guard row.contains(where: { !$0.isEmpty }) else { return nil }
            guard row.count == header.count else {
                throw CohortError.notAList(
                    path: path, reason: "has \(row.count) cells in row \(number + 2), expected \(header.count)")
            }
            let cells = Dictionary(zip(header, row.map { $0.trimmingCharacters(in: .whitespaces) })) { first, _ in first
            }
            guard let name = cells["slide_id"], !name.isEmpty else {
                throw CohortError.notAList(path: path, reason: "has no slide_id in row \(number + 2)")
            }
            var slide = CohortSlide(
                identifier: SlideIdentifier(name), features: file(cells["features"]) ?? folder + name + ".h5")
            slide.thumbnail = file(cells["thumbnail"])
            slide.wholeSlide = file(cells["slide"])
            slide.coordinates = file(cells["coords"])
            slide.label = cells["label"].flatMap { $0.isEmpty ? nil : $0 }
            let own = ["slide_id", "features", "thumbnail", "slide", "coords", "label"]
            for column in header where !own.contains(column) {
                guard let value = cells[column], !value.isEmpty else { continue }
                slide.options += ["--" + column.replacing("_", with: "-"), value]
            }
            return slide
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

    /// The files of a folder by their names without the ending.
    private static func byName(in folder: String?) -> [String: [String]] {
        guard let folder else { return [:] }
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        return Dictionary(grouping: names.filter { !$0.hasPrefix(".") && !ending(of: $0).isEmpty }) { name in
            String(name.dropLast(ending(of: name).count))
        }.mapValues { $0.map { "\(folder)/\($0)" } }
    }

    private static func ending(of name: String) -> String {
        name.lastIndex(of: ".").map { name[$0...].lowercased() } ?? ""
    }
}
