internal import Heatmaps
internal import Rendering
internal import Reports
internal import Results
internal import Slides

/// Writes a result to a file in any of the formats.
struct ScoreExport {
    let result: SlideResult
    /// The path of the features, for errors.
    let features: String
    /// The part of the slide that was scanned; nil if no slide is given or it does not record one.
    let bounds: SlideRegion?
    let values: NormalizationOptions
    let options: ExportOptions

    /// Writes the file and returns the number of tiles in it.
    func write(_ format: ScoreFormat, to path: String) throws -> Int {
        switch format {
        case .json: try result.write(to: path, as: .json)
        case .hdf5: try result.write(to: path, as: .hdf5)
        case .csv: try tiles().writeCSV(to: path)
        case .geojson:
            return try write { tiles, selected, corner in
                try tiles.writeGeoJSON(to: path, tiles: selected, as: options.objectType ?? .detection, from: corner)
            }
        case .annotation:
            return try write { tiles, selected, corner in
                let usual = Look.usual(isSigned: tiles.normalized.isSigned)
                try tiles.writeAnnotation(
                    to: path, tiles: selected, colorMap: options.colormap ?? usual.colorMap, from: corner)
            }
        }
        return result.tileCount
    }

    /// Writes the selected tiles for a viewer, which counts from the corner of the scanned part. Returns their number.
    private func write(_ body: (ScoredTiles, [Int], SIMD2<Double>) throws -> Void) throws -> Int {
        let tiles = try tiles()
        let selected = try normalizing { () throws(HeatmapError) in try options.selection.tiles(of: tiles.normalized) }
        try body(tiles, selected, bounds.map { SIMD2(Double($0.x), Double($0.y)) } ?? .zero)
        return selected.count
    }

    private func tiles() throws -> ScoredTiles {
        try normalizing { () throws(HeatmapError) in
            try ScoredTiles(result, normalization: values.ofTable, range: values.range)
        }
    }

    /// Adds the file's path to errors from ranking and normalising.
    private func normalizing<Value>(_ body: () throws(HeatmapError) -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            throw ScoreError.notNormalizable(path: features, error)
        }
    }
}
