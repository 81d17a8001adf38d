internal import CHDF5
package import Files

/// The libraries that this module reads slides with.
package enum SlideLibraries {
    /// HDF5, which is always there.
    package static var hdf5: UsedLibrary {
        let version = try? HDF5.exclusively { () throws(SlideError) in HDF5.libraryVersion }
        let path = unsafe LoadedCode.file(of: H5get_libversion as HDF5Version)
        return UsedLibrary("HDF5", version: version, path: path)
    }

    /// OpenSlide, which is opened when it is needed.
    package static var openSlide: UsedLibrary {
        switch OpenSlide.shared {
        case .success(let library):
            UsedLibrary(
                "OpenSlide", version: library.version, path: unsafe LoadedCode.file(of: library.openslide_get_version))
        case .failure(let missing): UsedLibrary("OpenSlide", missing: missing)
        }
    }

    /// The formats that this version of OpenSlide reads, by its own list of changes: it has no function that tells them.
    package static func formats(ofOpenSlide version: String) -> [String] {
        let number = version.split(separator: ".").map { Int($0.prefix(while: \.isNumber)) ?? 0 }
        func isAtLeast(_ least: [Int]) -> Bool { !number.lexicographicallyPrecedes(least) }
        var formats = ["Aperio SVS", "Hamamatsu NDPI VMS VMU", "Leica SCN", "MIRAX"]
        if isAtLeast([3, 4, 1]) { formats.append("Philips TIFF") }
        formats += ["Sakura SVSLIDE", "Trestle TIFF", isAtLeast([3, 4, 1]) ? "Ventana BIF TIFF" : "Ventana BIF"]
        if isAtLeast([4]) { formats.append("DICOM") }
        return formats + ["tiled TIFF"]
    }

    private typealias HDF5Version =
        @convention(c) (
            UnsafeMutablePointer<UInt32>?, UnsafeMutablePointer<UInt32>?, UnsafeMutablePointer<UInt32>?
        ) -> herr_t
}

extension OpenSlide {
    /// OpenSlide's own version.
    var version: String {
        unsafe openslide_get_version().map { unsafe printable(String(cString: $0)) } ?? "unknown"
    }
}
