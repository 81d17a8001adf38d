internal import Files
internal import Rendering
internal import Reports
internal import Slides

/// About how much the tiles of a page will take, before any slide is read.
struct DeepEstimate {
    /// Slides whose tiles are missing or of other settings, and have a file.
    private(set) var slides = 0
    private(set) var bytes = 0

    init(of results: CohortResults, _ zoom: DeepZoom, slides: ReportSlides, page: String) {
        for file in results.files {
            let record = results.read(file)
            guard record.status != .failed, slides.path(of: record) != nil, !zoom.isMade(of: file, beside: page),
                let picture = record.picture, let shown = picture.shown
            else { continue }
            self.slides += 1
            let pixels = zoom.pixelCount(of: shown, mpp: picture.mpp, tileSide: picture.tileSize)
            bytes += Int(Double(pixels) * DeepZoom.estimatedBytesPerPixel)
        }
    }

    /// Refuses tiles that would fill the disk, or would be more than the user has in mind.
    ///
    /// - Parameter folder: where the tiles are written.
    func check(limit: Int, folder: String) throws(DeepRefusal) {
        let what = "the tiles of \(slides) slide\(slides == 1 ? "" : "s") take about \(Self.size(bytes))"
        guard bytes <= limit else {
            throw .tooLarge(folder: folder, what: what, limit: Self.size(limit))
        }
        if let free = FileSystem.freeBytes(at: FilePath.folder(of: folder)), free < bytes {
            throw .diskFull(folder: folder, what: what, free: Self.size(free))
        }
    }
}

extension DeepEstimate {
    /// An amount of bytes as file managers show it: `1.2 GB`, `42 MB`, `300 kB`.
    static func size(_ bytes: Int) -> String {
        for (unit, size) in [("GB", 1e9), ("MB", 1e6)] where Double(bytes) >= size {
            let number = Double(bytes) / size
            return "\(NumberText.fixed(number, decimals: number < 10 ? 1 : 0)) \(unit)"
        }
        return "\((bytes + 999) / 1000) kB"
    }
}

/// Why no tiles are made.
enum DeepRefusal: Error, CustomStringConvertible {
    case noSlides(cohort: String, folder: String?)
    case tooLarge(folder: String, what: String, limit: String)
    case diskFull(folder: String, what: String, free: String)

    var description: String {
        switch self {
        case .noSlides(let cohort, nil):
            "\(cohort): was drawn without the slides themselves, which --deep needs; give their folder with --slides"
        case .noSlides(let cohort, let folder?):
            "\(folder): has no slide of the cohort \(cohort), expected files called as its slides; give the folder with "
                + "those, or leave out --deep"
        case .tooLarge(let folder, let what, let limit):
            "\(folder): \(what), expected at most \(limit); give a coarser --deep-mpp or fewer --deep-regions, or allow more "
                + "with --deep-limit"
        case .diskFull(let folder, let what, let free):
            "\(folder): \(what), but only \(free) of the disk are free; free some, write the page to another disk, or give a "
                + "coarser --deep-mpp or fewer --deep-regions"
        }
    }
}
