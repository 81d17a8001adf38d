internal import Files
internal import Images
internal import Rendering
internal import Results
internal import Slides

/// What a page has of a slide itself: its top tiles, and tiles beside the page.
struct SlidePixels {
    private(set) var patches: TilePatches?
    private(set) var deep: DeepData?
    /// Micrometres of a level-0 pixel along x, as the slide states it; nil without the slide.
    private(set) var mpp: Double?
    private(set) var warnings: [String] = []

    /// Reads a slide. If that fails, the page does without, and says why.
    ///
    /// - Throws: `FileError` if a tile cannot be written.
    init(
        _ record: SlideRecord, _ file: String, _ result: SlideResult?, hasPicture: Bool, from slide: OpenedSlide,
        _ slides: ReportPage.Slides?, _ deep: DeepZoom?, beside page: String
    ) throws {
        guard let slides else { return }
        func lacks(_ reason: String) -> [String] {
            let what = deep == nil ? "Its top tiles are those of the thumbnail" : "It has no deep zoom"
            return slides.areAsked ? ["\(what), because \(reason)."] : []
        }
        do {
            guard let slide = try slide.get() else {
                warnings = lacks("there is no slide of that name")
                return
            }
            mpp = slide.mpp?.x
            if let result { patches = try TilePatches(of: result, from: slide) }
            guard let deep else { return }
            guard let shown = record.picture?.shown ?? result?.slideSize.map(SlideRegion.init(of:)),
                shown.isInside(slide.size)
            else {
                warnings = lacks("\(slide.path) is smaller than the slide that the scores are of")
                return
            }
            let step = record.picture.map { Double(shown.width) / Double($0.width) }
            let plan = DeepPlan(
                deep, of: shown, pictureStep: hasPicture ? step : nil,
                mpp: record.picture?.mpp ?? slide.mpp.map { ($0.x * $0.y).squareRoot() }, result: result)
            try read(plan, file, deep, from: slide, slides, to: ReportPage.deepFolder(of: page))
        } catch let error as FileError {
            throw error
        } catch {
            warnings = lacks(slides.sentence(error))
        }
    }

    /// Brings the slide's folder up to date.
    private mutating func read(
        _ plan: DeepPlan, _ file: String, _ zoom: DeepZoom, from slide: WholeSlide, _ slides: ReportPage.Slides,
        to folder: String
    ) throws {
        guard !plan.pyramids.isEmpty else { return }
        let wanted = DeepRecord(
            source: DeepRecord.Source(slide, FileReference(slide)), zoom: zoom, pyramids: plan.pyramids)
        let start = ContinuousClock.now
        let contents = try DeepFolder(path: "\(folder)/\(file)").update(wanted, from: slide)
        let address = [FilePath.fileName(of: folder), file].map(AddressText.encoded).joined(separator: "/")
        deep = DeepData(contents.record, folder: address)
        guard contents.isNew else { return }
        let seconds = NumberText.fixed(start.duration(to: .now) / .seconds(1), decimals: 1)
        let size = NumberText.fixed(Double(contents.record.bytes) * 1e-6, decimals: 1)
        slides.tell("\(folder)/\(file): \(contents.record.files) tiles, \(size) MB, in \(seconds) s")
    }
}
