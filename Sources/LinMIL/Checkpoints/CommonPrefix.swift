/// Removes the dotted components that all names begin with, such as the `module.` of DataParallel or the `model.` of a
/// Lightning module. What all names share distinguishes nothing.
func removingCommonPrefix<Value>(_ named: [String: Value]) -> [String: Value] {
    guard
        var shared = named.keys.first.map({
            Array($0.utf8.split(separator: dot, omittingEmptySubsequences: false).dropLast())
        })
    else { return named }
    for name in named.keys {
        let components = name.utf8.split(separator: dot, omittingEmptySubsequences: false).dropLast()
        let same = zip(shared, components).prefix { $0.elementsEqual($1) }.count
        shared.removeLast(shared.count - same)
    }
    let length = shared.reduce(0) { $0 + $1.count + 1 }
    guard length > 0 else { return named }
    var result: [String: Value] = [:]
    for (name, value) in named { result[String(decoding: name.utf8.dropFirst(length), as: UTF8.self)] = value }
    return result
}

private let dot = UInt8(ascii: ".")
