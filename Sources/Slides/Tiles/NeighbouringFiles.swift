internal import Files

/// The files that TRIDENT and CLAM leave in folders of their own beside a slide's features.
///
///     TRIDENT   job/20x_256px_0px_overlap/features_uni_v1/ID.h5
///               job/20x_256px_0px_overlap/patches/ID_patches.h5
///               job/thumbnails/ID.jpg
///     CLAM      results/features/h5_files/ID.h5
///               results/features/pt_files/ID.pt
///               results/patches/ID.h5
///     slideflow bags/ID.pt
///               bags/ID.index.npz
public enum NeighbouringFiles {
    /// Folders above a features file in which to look: CLAM's results folder is the third.
    private static let height = 3

    /// Returns the coordinates file of a slide, the nearest where there are several.
    public static func coordinates(of path: String) -> String? {
        let name = FilePath.slideName(of: path)
        // An ending such as .H5 or .hdf5 is likely that of both.
        let own = FilePath.fileName(of: path).split(separator: ".").last.map(String.init) ?? "h5"
        return first(
            ["h5", own].flatMap { ["patches/\(name)_patches.\($0)", "patches/\(name).\($0)"] }, above: path)
    }

    /// Returns the coordinates file of a slide whose features cannot hold coordinates themselves: slideflow's index, or
    /// the same features as CLAM wrote them to HDF5.
    package static func onlyCoordinates(of path: String) -> String? {
        let name = FilePath.slideName(of: path)
        return first(TilePlaces.slideflowEndings.map { name + $0 }, above: path, count: 1)
            ?? coordinates(of: path) ?? first(["h5_files/\(name).h5"], above: path)
    }

    /// Returns the thumbnail of the whole slide that TRIDENT made when it looked for tissue.
    public static func thumbnail(of path: String) -> String? {
        let name = FilePath.slideName(of: path)
        return first(["jpg", "png", "jpeg", "JPG", "PNG"].map { "thumbnails/\(name).\($0)" }, above: path)
    }

    private static func first(_ names: [String], above path: String, count: Int = height) -> String? {
        for folder in FilePath.foldersAbove(path, count: count) {
            if let found = names.map({ folder + $0 }).first(where: { $0 != path && FileSystem.isFile($0) }) {
                return found
            }
        }
        return nil
    }
}
