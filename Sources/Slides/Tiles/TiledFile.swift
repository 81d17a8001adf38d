/// A file with something for each tile of a slide: features, or scores.
public protocol TiledFile: Sendable {
    /// The file, as the caller named it.
    var path: String { get }
    /// Tiles of the slide.
    var tileCount: Int { get }
    /// Where to look for its tiles.
    var places: TilePlaces.Source { get }
}

extension TiledFile {
    /// An HDF5 file has its tiles' coordinates itself, or a file beside it has them.
    public var places: TilePlaces.Source { .ownDataset }

    /// The slide's name: every writer names the file after the slide, CLAM's blockmap with an ending of its own.
    public var slideName: String { FilePath.slideName(of: path) }
}

/// Names of files and folders, as text: nothing is looked up.
package enum FilePath {
    /// `slides/a.b.h5` gives `a.b.h5`.
    package static func fileName(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// `slides/a.h5` gives `slides`.
    package static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Returns the path of a file in a folder.
    package static func joined(_ folder: String, _ name: String) -> String {
        folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    /// Returns a sentence in which these files have no folders: what is mailed must not tell them, since folders name
    /// patients.
    package static func withoutFolders(_ sentence: String, of paths: [String]) -> String {
        // The longest first: one path may be the beginning of another.
        Set(paths).sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) }
            .reduce(sentence) { $0.replacing($1, with: fileName(of: $1)) }
    }

    /// `slides/a.b.h5` gives `a.b`.
    package static func slideName(of path: String) -> String {
        let file = fileName(of: path)
        var name = file
        if let dot = file.lastIndex(of: "."), dot > file.startIndex { name = String(file[..<dot]) }
        for ending in ["_blockmap", "_patches"] where name.hasSuffix(ending) && name.count > ending.count {
            name.removeLast(ending.count)
        }
        return name
    }

    /// The folder of a file, the folder above it, and so on, each ending with `/` (empty for the current folder).
    static func foldersAbove(_ path: String, count: Int) -> [String] {
        var parts = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init).dropLast()
        let root = path.hasPrefix("/") ? "/" : ""
        var folders: [String] = []
        while folders.count < count {
            folders.append(root + parts.map { $0 + "/" }.joined())
            if let last = parts.last, last != "..", last != "." {
                parts.removeLast()
            } else if root.isEmpty {
                if parts.last == "." { parts.removeLast() }
                parts.append("..")
            } else {
                break
            }
        }
        return folders
    }
}
