// Nothing to call: see Package.swift.
