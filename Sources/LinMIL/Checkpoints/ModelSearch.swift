/// Finds the tensors of the Lin-MIL model among all that a file holds.
struct ModelSearch {
    let path: String
    let metadata: [String: String]
    let groups: [TensorGroup]
    let source: any TensorSource

    /// What was found.
    struct Finding {
        let tensors: [String: Checkpoint.Tensor]
        /// Whether they are a whole model, and nothing else.
        let isWhole: Bool
        /// The tensors of the file that are none of these.
        let leftAside: LeftAside?
    }

    /// Returns the one whole model of the file. Where none is whole, returns what looks most like one, so that a reader can
    /// say what it lacks.
    ///
    /// - Parameter prefix: which model is meant; nil where there is one.
    func finding(_ prefix: String?) throws(CheckpointError) -> Finding? {
        let places = ModelPlace.all(in: groups)
        if let prefix { return try finding(at: Self.meant(prefix, places, path)) }

        var whole: [(place: ModelPlace, tensors: [String: Checkpoint.Tensor])] = []
        for place in places {
            if let tensors = wholeModel(at: place) { whole.append((place, tensors)) }
        }
        if let first = whole.first {
            // One model may be there under two names, such as a module that is registered twice.
            var others: [(place: ModelPlace, tensors: [String: Checkpoint.Tensor])] = []
            for other in whole.dropFirst() where try !Self.areEqual(first.tensors, other.tensors) {
                others.append(other)
            }
            guard others.isEmpty else {
                throw .severalModels(path: path, names: ([first] + others).map(\.place.name))
            }
            return Finding(
                tensors: first.tensors, isWhole: true,
                leftAside: leftAside(by: whole.map(\.place), first.tensors.keys))
        }
        for isSimilar in [\.hasAllParts, \.isMostlyModel] as [(ModelPlace) -> Bool] {
            let similar = places.filter(isSimilar)
            if similar.count > 1 { throw .severalModels(path: path, names: similar.map(\.name)) }
            if let only = similar.first { return try finding(at: only) }
        }
        return nil
    }

    /// Returns the tensors of the largest dict, without what all names begin with: another model's, if they are one.
    func largestGroup() throws(CheckpointError) -> Finding {
        guard let group = groups.max(by: { $0.tensors.count < $1.tensors.count }) else {
            throw .noStateDict(path: path, found: "no tensors")
        }
        var tensors: [String: Checkpoint.Tensor] = [:]
        var (elements, obstacle) = (0, CheckpointError?.none)
        for (name, index) in group.tensors.sorted(by: { $0.key < $1.key }) {
            do throws(CheckpointError) {
                tensors[name] = try source.tensor(index, named: name, elements: &elements)
            } catch {
                guard error.isObstacle else { throw error }
                obstacle = obstacle ?? error
            }
        }
        if let obstacle, tensors.isEmpty { throw obstacle }
        return Finding(tensors: removingCommonPrefix(tensors), isWhole: false, leftAside: nil)
    }

    /// Returns the tensors of a whole model; nil where it lacks something, or has something that changes what it computes.
    private func wholeModel(at place: ModelPlace) -> [String: Checkpoint.Tensor]? {
        guard place.repeated == nil, let tensors = try? tensors(at: place, where: Checkpoint.isOfLinMIL) else {
            return nil
        }
        let extras = place.tensors.keys.filter { !Checkpoint.isOfLinMIL($0) }
        guard extras.allSatisfy(Checkpoint.isOfTraining),
            Checkpoint(path: path, metadata: metadata, tensors: tensors).isWholeModel
        else { return nil }
        return tensors
    }

    private static func areEqual(
        _ tensors: [String: Checkpoint.Tensor], _ others: [String: Checkpoint.Tensor]
    ) throws(CheckpointError) -> Bool {
        do {
            for (name, tensor) in tensors {
                guard let other = others[name], try other.isEqual(to: tensor) else { return false }
            }
            return true
        } catch { throw .file(error) }
    }

    /// Returns all tensors at a place that can be read. One of Lin-MIL's that cannot is an error.
    private func finding(at place: ModelPlace) throws(CheckpointError) -> Finding {
        if let name = place.repeated {
            throw .damaged(
                path: path, found: "tensor \(quoted(name)) is there twice, once in a wrapper of PyTorch's",
                expected: "each of the model's tensors once")
        }
        if let tensors = wholeModel(at: place) {
            return Finding(tensors: tensors, isWhole: true, leftAside: leftAside(by: [place], tensors.keys))
        }
        let tensors = try tensors(at: place) { Checkpoint.isOfLinMIL($0) || !Checkpoint.isOfTraining($0) }
        return Finding(tensors: tensors, isWhole: false, leftAside: leftAside(by: [place], tensors.keys))
    }

    private func tensors(
        at place: ModelPlace, where isWanted: (String) -> Bool
    ) throws(CheckpointError) -> [String: Checkpoint.Tensor] {
        var (tensors, elements) = ([String: Checkpoint.Tensor](), 0)
        for (own, stored) in place.tensors.sorted(by: { $0.key < $1.key }) where isWanted(own) {
            do throws(CheckpointError) {
                tensors[own] = try source.tensor(stored.index, named: stored.name, elements: &elements)
            } catch {
                guard error.isObstacle, !Checkpoint.isOfLinMIL(own) else { throw error }
            }
        }
        return tensors
    }

    /// Returns the place that a person means: by its whole name, or by the end of it where that is clear.
    private static func meant(
        _ prefix: String, _ places: [ModelPlace], _ path: String
    ) throws(CheckpointError) -> ModelPlace {
        let prefix = prefix.hasSuffix(".") ? String(prefix.dropLast()) : prefix
        if let exact = places.first(where: { $0.name == prefix }) { return exact }
        let meant = places.filter { $0.isMeant(by: prefix) }
        if meant.count == 1 { return meant[0] }
        if meant.count > 1 { throw .severalModels(path: path, names: meant.map(\.name)) }
        throw .noModelUnderPrefix(path: path, prefix: prefix, names: places.map(\.name))
    }

    /// What a model leaves of the file: single names in its own dict, and the outermost key of every other one.
    ///
    /// - Parameter places: where the same model lies.
    private func leftAside(by places: [ModelPlace], _ used: some Sequence<String>) -> LeftAside? {
        guard let path = places.first.map({ groups[$0.group].path }) else { return nil }
        let used = Array(used)
        var rest = groups.map(\.tensors)
        for place in places {
            for own in used { place.tensors[own].map { rest[place.group][$0.name] = nil } }
        }
        var (names, count) = ([String](), 0)
        for (group, tensors) in zip(groups, rest) where !tensors.isEmpty {
            count += tensors.count
            // The key at which the paths part.
            let shared = zip(path, group.path).prefix { $0 == $1 }.count
            let key = group.path.dropFirst(shared).first?.description
            names += key.map { [$0] } ?? tensors.keys.sorted()
        }
        guard count > 0 else { return nil }
        return LeftAside(path: self.path, count: count, names: names)
    }
}

extension CheckpointError {
    /// Whether one tensor cannot be read, and the rest of the file can.
    fileprivate var isObstacle: Bool {
        switch self {
        case .unknownElementType, .unreadableTensor: true
        default: false
        }
    }
}
