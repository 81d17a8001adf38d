internal import LinMIL
internal import Machine

/// What this process may use of the machine, and what linmil makes of it.
struct UsableMachine: Encodable {
    let processor: String?
    let features = Processor.features
    let instructionSets = InstructionSet.usable.map(\.name)
    let instructionSet = InstructionSet.best.name

    let coresOfMachine = Cores.all
    let coresBoundTo = Cores.bound
    let quota: Double?
    let cores = Cores.usable

    let freeMemory: Int?
    let memoryLimit: Int?
    let cohortMemory = MemoryBudget.standard
    let addressLimit: Int?
    let openFiles: Int?

    /// Looks at the machine.
    init() {
        (processor, quota) = (Processor.name, ControlGroups().cores)
        (freeMemory, memoryLimit, addressLimit) = (Memory.available, Memory.limit, Memory.addresses)
        openFiles = Descriptor.limit == .max ? nil : Descriptor.limit
    }

    /// The facts in words, by name.
    var facts: [(name: String, value: String)] {
        let quota = quota.map { "a quota of \(Wording.short($0))" } ?? "no quota"
        let limit = memoryLimit.map { "\(Wording.bytes($0)) allowed" } ?? "no limit"
        let free = freeMemory.map { "\(Wording.bytes($0)) free" } ?? "free memory is not known"
        return [
            ("processor", processor ?? "not known"),
            ("it has", features.isEmpty ? "not known" : features.joined(separator: " ")),
            ("linmil uses", "\(instructionSet), the best of: \(instructionSets.joined(separator: ", "))"),
            (
                "cores",
                "\(cores), of \(coresOfMachine) in the machine; bound to \(coresBoundTo) (affinity), \(quota) (cgroup)"
            ),
            ("memory", "\(free), \(limit) (cgroup)"),
            ("cohort uses", "\(Wording.bytes(cohortMemory)) of memory, if --memory does not say more or less"),
            ("addresses", "\(addressLimit.map(Wording.bytes) ?? "no limit") (ulimit -v)"),
            ("open files", "\(openFiles.map { "\($0)" } ?? "no limit") (ulimit -n)"),
        ]
    }
}
