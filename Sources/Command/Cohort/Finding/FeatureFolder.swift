internal import Files

/// A folder of features, or a folder in which TRIDENT or CLAM made one; without a model, a folder of scores.
///
///     TRIDENT   job/20x_256px_0px_overlap/features_uni_v1/ID.h5
///     CLAM      results/features/h5_files/ID.h5, results/features/pt_files/ID.pt,
///               results/patches/ID.h5 (coordinates alone)
struct FeatureFolder {
    private let files: NamedFiles

    /// How many folders down the features may be.
    private static let depth = 3
    /// Folders of these programs with many files, none of which has features and coordinates.
    private static let others: Set<Substring> = [
        "patches", "masks", "stitches", "thumbnails", "contours", "contours_geojson", "visualization",
    ]

    /// Finds the features in a folder or below it.
    ///
    /// - Throws: `CohortError` if there are none, or if there are several kinds.
    init(in path: String, hasModel: Bool) throws(CohortError) {
        let folder = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        guard hasModel else {
            files = try NamedFiles(in: folder, endings: FileEnding.scores, marks: FileEnding.scoreMarks)
            if files.slides.isEmpty { throw .noScores(path: path) }
            return
        }
        let places = Self.places(below: folder, depth: Self.depth)
        // HDF5 first: a tensor has no coordinates of its own, and may be a model.
        for endings in [FileEnding.features, FileEnding.tensors] {
            let own = try NamedFiles(in: folder, endings: endings)
            let below = own.slides.isEmpty ? places.compactMap { try? NamedFiles(in: $0, endings: endings) } : []
            let found = ([own] + below).filter { !$0.slides.isEmpty }
            guard found.count < 2 else {
                throw .severalFeatures(path: path, folders: found.map { String($0.folder.dropFirst(folder.count + 1)) })
            }
            if let first = found.first {
                files = first
                return
            }
        }
        throw .noSlides(path: path)
    }

    /// The slides in the folder, sorted by name.
    var slides: [CohortSlide] {
        files.slides.map { CohortSlide(identifier: SlideIdentifier($0.name), features: $0.files[0]) }
    }

    /// A warning about slides with more than one file; nil if there are none.
    var warning: String? { NamedFiles.warning(folder: files.folder, several: files.slides.map(\.files)) }

    /// Returns the features of a slide of exactly this name; nil if there are none.
    func features(of slide: String) -> String? { files.files(named: slide).first }

    /// Returns the path of a file in the folder.
    func path(of file: String) -> String { ListedPath(file, in: files.folder + "/").path }

    /// Returns where the features of a slide would be.
    func expectedFeatures(of slide: String) -> String { "\(files.folder)/\(slide)\(FileEnding.features[0])" }

    /// The folders in which these programs write features, at most so many folders down.
    private static func places(below folder: String, depth: Int) -> [String] {
        guard depth > 0 else { return [] }
        return (FileSystem.names(in: folder) ?? []).flatMap { name -> [String] in
            let path = "\(folder)/\(name)"
            guard !name.hasPrefix("."), !others.contains(name[...]), FileSystem.isFolder(path) else { return [] }
            let isPlace = ["h5_files", "pt_files"].contains(name) || name.hasPrefix("features_")
            return (isPlace ? [path] : []) + places(below: path, depth: depth - 1)
        }
    }
}
