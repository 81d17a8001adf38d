/// A place among a file's tensors where a Lin-MIL model may lie: a dict, and what the names in it begin with.
struct ModelPlace {
    /// What leads to the model from outside, joined by dots: the dict's keys and the prefix. Empty where nothing does.
    let name: String
    /// The dict's place among the file's.
    let group: Int
    /// What the names in the dict begin with, without the dot.
    let prefix: String
    /// The tensors by the model's names of them, without PyTorch's own words.
    private(set) var tensors: [String: (name: String, index: Int)] = [:]
    /// A tensor that stands for a name that another one has.
    private(set) var repeated: String?

    /// Words that PyTorch's wrappers (DataParallel, `torch.compile`, activation checkpointing, FSDP) put into names. They
    /// stand for nothing.
    private static let wrapperWords: Set<String> = [
        "module", "_orig_mod", "_checkpoint_wrapped_module", "_fsdp_wrapped_module",
    ]
    /// Prefixes of more words are not searched.
    private static let mostWords = 16

    /// Finds the places where a `projection.weight` lies, with which every Lin-MIL model begins.
    static func all(in groups: [TensorGroup]) -> [ModelPlace] {
        groups.enumerated().flatMap { number, group in places(in: group, number) }
    }

    private static func places(in group: TensorGroup, _ number: Int) -> [ModelPlace] {
        let prefixes = Set(group.tensors.keys.compactMap(prefix(ofProjection:)))
        guard !prefixes.isEmpty else { return [] }
        var places = Dictionary(
            uniqueKeysWithValues: prefixes.map { prefix in
                let words = group.path.map(\.description) + (prefix.isEmpty ? [] : [prefix])
                return (prefix, ModelPlace(name: words.joined(separator: "."), group: number, prefix: prefix))
            })
        // A tensor belongs to the longest prefix that its name begins with. In order of names, so that the same one is
        // repeated in every run.
        for (name, index) in group.tensors.sorted(by: { $0.key < $1.key }) {
            guard let (prefix, rest) = split(name, by: prefixes) else { continue }
            places[prefix]?.add(rest, name, index)
        }
        return places.values.sorted { $0.prefix < $1.prefix }
    }

    private mutating func add(_ own: String, _ name: String, _ index: Int) {
        if tensors.updateValue((name, index), forKey: own) != nil { repeated = name }
    }

    /// Returns what stands before `projection.weight` in a name; nil where it is another tensor's.
    private static func prefix(ofProjection name: String) -> String? {
        var words = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)[...]
        for expected in ["weight", "projection"] {
            while let last = words.last, wrapperWords.contains(last) { words.removeLast() }
            guard words.popLast() == expected else { return nil }
        }
        return words.count <= mostWords ? words.joined(separator: ".") : nil
    }

    /// Splits a name behind the longest of some prefixes, and drops PyTorch's words from the rest.
    private static func split(_ name: String, by prefixes: Set<String>) -> (prefix: String, rest: String)? {
        let words = name.split(separator: ".", omittingEmptySubsequences: false)
        for count in (0...min(words.count - 1, mostWords)).reversed() {
            let prefix = words[..<count].joined(separator: ".")
            guard prefixes.contains(prefix) else { continue }
            return (prefix, words[count...].filter { !wrapperWords.contains(String($0)) }.joined(separator: "."))
        }
        return nil
    }

    /// The name without PyTorch's words.
    private var plainName: String {
        name.split(separator: ".").filter { !Self.wrapperWords.contains(String($0)) }.joined(separator: ".")
    }

    /// Whether a person who gives this prefix may mean this place: it is the name, or the end of it.
    func isMeant(by prefix: String) -> Bool {
        [name, plainName].contains { $0 == prefix || $0.hasSuffix("." + prefix) }
    }

    /// Whether all parts of a Lin-MIL model are there, complete or not.
    var hasAllParts: Bool {
        ["transformer.0.norm1.weight", "mlp_head.1.weight"].allSatisfy { tensors[$0] != nil }
    }

    /// Whether half of the tensors at least have names of Lin-MIL's.
    var isMostlyModel: Bool { tensors.keys.count(where: Checkpoint.isOfLinMIL) * 2 >= tensors.count }
}
