internal import Slides

extension RegionError: Advised {
    func remedy(in subcommand: Subcommand) -> String? {
        switch self {
        case .noTile(_, _, _, let knowsSlide):
            let level = "check that the annotations are of this slide and not counted at another level"
            guard !knowsSlide, let slide = subcommand.giving(.slide) else { return nil }
            return level + "; if the slide records its scanned part (MIRAX, Leica), give the slide \(slide)"
        case .file, .otherBytes, .notJSON, .notGeoJSON, .badRing, .noPolygons, .tooDetailed, .nothingLeft:
            return nil
        }
    }
}
