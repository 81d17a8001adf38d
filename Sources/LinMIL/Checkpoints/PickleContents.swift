internal import Files

/// What lies in a pickle: the dicts that hold tensors, and what else tells its kind.
struct PickleContents {
    /// The dicts that hold tensors, the outermost first.
    private(set) var groups: [TensorGroup] = []
    /// Where the first `torch.nn.Module` lies that was saved as a whole.
    private(set) var module: [TensorGroup.PathKey]?

    /// Dicts inside dicts that are followed.
    private static let deepestDict = 12
    /// The length up to which a key of a path is kept, in bytes.
    private static let longestKey = 200
    /// The number of tensors up to which a file is read.
    private static let mostTensors = 100_000

    private struct Node {
        let container: Int
        let parent: Int
        let key: PickleValue
        let depth: Int
    }

    /// Searches dicts, lists and tuples. Each is visited once, under the shortest path that leads to it.
    init(_ pickle: PickledTensors) throws(CheckpointError) {
        guard case .container(let root) = pickle.root else { return }
        let (heap, file) = (pickle.heap, pickle.program)
        var isVisited = [Bool](repeating: false, count: heap.containers.count)
        isVisited[root] = true
        var nodes = [Node(container: root, parent: -1, key: .none, depth: 0)]
        var (next, count) = (0, 0)
        while next < nodes.count {
            let (number, node) = (next, nodes[next])
            next += 1
            let container = heap.containers[node.container]
            if container.kind == .module {
                if module == nil { module = Self.path(number, nodes, heap, file) }
                continue
            }
            var tensors: [String: Int] = [:]
            func visit(_ key: PickleValue, _ value: PickleValue) {
                switch value {
                case .tensor(let index):
                    count += 1
                    if case .text(let text) = key, heap.texts[text].count <= PickleMachine.longestKey,
                        count <= Self.mostTensors
                    {
                        tensors[file.text(heap.texts[text])] = index
                    }
                case .container(let inner) where !isVisited[inner] && node.depth < Self.deepestDict:
                    isVisited[inner] = true
                    nodes.append(Node(container: inner, parent: number, key: key, depth: node.depth + 1))
                default: break
                }
            }
            for (key, value) in container.entries { visit(key, value) }
            for (index, value) in container.elements.enumerated() { visit(.integer(index), value) }
            guard count <= Self.mostTensors else {
                throw file.damaged("it has more than \(Self.mostTensors) tensors", expected: "fewer for a model")
            }
            if !tensors.isEmpty {
                groups.append(TensorGroup(path: Self.path(number, nodes, heap, file), tensors: tensors))
            }
        }
    }

    private static func path(
        _ number: Int, _ nodes: [Node], _ heap: PickleHeap, _ file: CheckpointFile
    ) -> [TensorGroup.PathKey] {
        var path: [TensorGroup.PathKey] = []
        var node = nodes[number]
        while node.parent >= 0 {
            switch node.key {
            case .text(let text): path.append(.text(file.text(heap.texts[text].prefix(longestKey))))
            case .integer(let index): path.append(.place(index))
            default: path.append(.text("?"))
            }
            node = nodes[node.parent]
        }
        return path.reversed()
    }
}
