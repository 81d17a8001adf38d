/// A library that linmil uses, as this machine has it.
package struct UsedLibrary: Encodable, Equatable, Sendable {
    /// Its usual name, such as `OpenSlide`.
    package let name: String
    /// Its version in its own words; nil if it has none, or is missing.
    package var version: String?
    /// The file that it was loaded from; nil if it is part of the program, or missing.
    package var path: String?
    /// Why it cannot be used, and what to install; nil if it can.
    package var missing: Missing?

    /// What is missing.
    package struct Missing: Encodable, Equatable, Sendable {
        /// The Debian package to install.
        package let package: String
        /// The loader's words, or what else is wrong.
        package let reason: String

        package init(package: String, reason: String) { (self.package, self.reason) = (package, reason) }

        /// What to do.
        package var remedy: String {
            let isShortOfAddresses = ["failed to map", "annot allocate memory"].contains { reason.contains($0) }
            if isShortOfAddresses { return "raise the limit of addresses (ulimit -v)" }
            let isThere = !reason.contains("No such file") && !reason.contains("finds no font")
            return "install \(package) (Debian's name)\(isThere ? " again" : "")"
        }
    }

    /// Describes a library that is there.
    package init(_ name: String, version: String?, path: String?) {
        (self.name, self.version, self.path) = (name, version, path)
    }

    /// Describes a library that is missing.
    package init(_ name: String, missing: RuntimeLibrary.Missing) {
        self.init(name, missing: Missing(package: missing.package, reason: missing.reason))
    }

    /// Describes a part of a library that is missing, such as a font.
    package init(_ name: String, missing: Missing) {
        (self.name, self.missing) = (name, missing)
    }
}
