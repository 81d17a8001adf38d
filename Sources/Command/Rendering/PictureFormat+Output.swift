internal import ArgumentParser
internal import Files
internal import Rendering
internal import Slides

extension PictureFormat {
    /// Finds the format that an output's ending says. A stream of this process, such as `/dev/stdout`, gets a PNG.
    ///
    /// - Parameters:
    ///   - option: the option that names the output.
    ///   - formats: those that can be written.
    /// - Throws: `ValidationError` for any other ending.
    init(ofOutput path: String, _ option: String, among formats: [PictureFormat] = allCases) throws {
        if let format = PictureFormat(path: path), formats.contains(format) {
            self = format
        } else if OutputStream.descriptor(path) != nil || FileSystem.exists(path) && !FileSystem.isFile(path) {
            // A pipe, a device, or a folder, which is refused as such.
            self = .png
        } else {
            throw ValidationError("'\(option) \(path)' " + Self.fault(of: path, among: formats))
        }
    }

    private static func fault(of path: String, among formats: [PictureFormat]) -> String {
        let endings = formats.flatMap(\.endings)
        let list = "a \(endings.dropLast().joined(separator: ", ")) or \(endings[endings.count - 1]) file"
        if path == "-" { return "is not a file; name \(list), or /dev/stdout for a PNG on standard output." }
        if path.hasSuffix("/") { return "is the name of a folder; name \(list)." }
        let name = FilePath.fileName(of: path)
        if PictureFormat(path: "x" + name) != nil, PictureFormat(path: path) == nil {
            return "is an ending without a name; name \(list)."
        }
        let ending = PictureFormat.split(path).ending.lowercased()
        if [".tif", ".tiff"].contains(ending), formats.contains(.omeTIFF) {
            let stem = PictureFormat.split(path).stem
            return "says a plain TIFF, which is not written; name it '\(stem).ome.tif', or name \(list)."
        }
        return "has \(ending.isEmpty ? "no" : "an unknown") ending; name \(list)."
    }
}
