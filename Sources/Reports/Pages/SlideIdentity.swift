internal import Files
internal import Rendering
internal import Results

extension SlideRecord {
    /// Says which slide this is, the same in every page that shows it with the same features.
    ///
    /// A reader's notes belong to it. A browser may keep the notes of several pages in one place, and two cohorts may have
    /// slides of one name, so the fingerprint of the features is a part of it.
    var identity: String {
        let features = picture?.features.fingerprint ?? result.map { "\($0.tiles) tiles" } ?? ""
        return String(Fingerprint.text(of: Array("\(slide)\n\(features)".utf8)).suffix(64).prefix(32))
    }
}
