internal import CPNG
package import Files

/// The libraries that this module reads pictures with.
package enum PictureLibraries {
    /// libpng, which is always there.
    package static var png: UsedLibrary {
        let version = unsafe png_get_libpng_ver(nil).map { unsafe String(cString: $0) }
        let path = unsafe LoadedCode.file(of: png_get_libpng_ver as PNGVersion)
        return UsedLibrary("libpng", version: version, path: path)
    }

    /// TurboJPEG, which is opened when it is needed. It does not tell its version.
    package static var jpeg: UsedLibrary {
        switch TurboJPEG.shared {
        case .success(let library):
            UsedLibrary("libturbojpeg", version: nil, path: unsafe LoadedCode.file(of: library.tjInitDecompress))
        case .failure(let missing): UsedLibrary("libturbojpeg", missing: missing)
        }
    }

    private typealias PNGVersion = @convention(c) (png_const_structrp?) -> png_const_charp?
}
