/// What stands after a slide's name in the names of its files.
enum FileEnding {
    /// HDF5 files, the usual ending first.
    static let features = [".h5", ".hdf5", ".he5", ".hdf", ".hf5", ".h5py"]
    /// Features of PyTorch and NumPy, which are found where there is no HDF5 file.
    static let tensors = [".pt", ".pth", ".safetensors", ".npy", ".npz"]
    /// Files of scores, which are drawn without a model.
    static let scores = [".json", ".csv", ".tsv", ".npy", ".npz"] + features
    /// What other programs put behind a slide's name in the name of a file of scores: CLAM and slideflow.
    static let scoreMarks = ["_blockmap", "_att"]
    /// Pictures that linmil reads as thumbnails.
    static let thumbnails = [".png", ".jpg", ".jpeg", ".jpe", ".jfif"]
    /// Slides: a scanner's own format before one that it was converted to.
    static let slides = [
        ".svs", ".ndpi", ".mrxs", ".scn", ".bif", ".vms", ".vmu", ".svslide", ".czi", ".dcm", ".ome.tif", ".ome.tiff",
        ".tif", ".tiff",
    ]
    /// Others that stand in other programs' lists of slides.
    private static let others = [".vsi", ".isyntax", ".qptiff", ".kfb"]
    /// Endings of two parts. Slideflow's index holds the coordinates for a tensor beside it.
    private static let double = [".ome.tiff", ".ome.tif", ".index.npz", ".index.npy"]

    /// Splits a file's name into the slide's name and the ending, in lower case: `a.OME.TIFF` into `a` and `.ome.tiff`. The
    /// ending is empty if there is none.
    static func split(_ name: String) -> (stem: String, ending: String) {
        let lower = name.lowercased()
        for ending in double where lower.hasSuffix(ending) {
            return (String(name.dropLast(ending.count)), ending)
        }
        guard let dot = name.lastIndex(of: "."), !name[dot...].contains("/") else { return (name, "") }
        return (String(name[..<dot]), name[dot...].lowercased())
    }

    /// Returns a slide's name without the ending of a features file, a slide or a picture: `a.svs` gives `a`. Any other
    /// ending may be a part of the name: `TCGA-A1.01Z` stays.
    static func stem(of name: String) -> String {
        let (stem, ending) = split(name)
        return !stem.isEmpty && (features + tensors + slides + thumbnails + others).contains(ending) ? stem : name
    }
}
