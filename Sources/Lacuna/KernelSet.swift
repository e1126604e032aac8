internal import CLacunaKernels

/// Why a kernel set could not be had.
public enum KernelError: Error, Equatable, Sendable, CustomStringConvertible {
  case unknown(name: String, known: [String])
  case unsupported(name: String, supported: [String])

  public var description: String {
    switch self {
    case .unknown(let name, let known):
      "no kernel is called \"\(name)\"; there are \(known.joined(separator: ", "))"
    case .unsupported(let name, let supported):
      "this machine cannot run the kernel \"\(name)\"; it can run "
        + supported.joined(separator: ", ")
    }
  }
}

/// The kernels of one instruction set. All of them give the same integers.
@safe
public struct KernelSet: Sendable {
  // Points to a constant table of the C target; nil is the scalar reference in Swift.
  nonisolated(unsafe) let table: UnsafePointer<lacuna_kernels>?
  /// What a session has worked out to make its products faster; nil elsewhere.
  private(set) var rowSums: RowSums?

  private init(_ table: UnsafePointer<lacuna_kernels>?) {
    unsafe self.table = table
  }

  /// The same kernels with sums of rows, which must outlive them.
  func using(_ rowSums: RowSums?) -> KernelSet {
    var set = self
    set.rowSums = rowSums
    return set
  }

  /// The reference in Swift, which defines what the others compute.
  public static let scalar = unsafe KernelSet(nil)

  /// The fastest that this machine can run.
  public static let best = unsafe KernelSet(lacuna_kernels_best())

  /// The name that ``named(_:)`` takes.
  public var name: String {
    guard let table = unsafe table else { return "scalar" }
    return unsafe String(cString: table.pointee.name)
  }

  /// All that this machine can run, the fastest first, the scalar reference last.
  public static var supported: [KernelSet] {
    let tables = (0..<lacuna_kernels_count()).map { unsafe KernelSet(lacuna_kernels_at($0)) }
    return tables + [scalar]
  }

  /// The set of that name: "scalar", "portable", "ssse3", "avx2", "avx512", "avx512vbmi", "neon" or
  /// "neondot". Throws a ``KernelError`` for any other, and for one that this machine cannot run.
  public static func named(_ name: String) throws(KernelError) -> KernelSet {
    if name == "scalar" { return scalar }
    var known: Int32 = 0
    if let table = unsafe lacuna_kernels_named(name, &known) { return unsafe KernelSet(table) }
    if known != 0 { throw .unsupported(name: name, supported: supported.map(\.name)) }
    throw .unknown(
      name: name,
      known: ["avx512vbmi", "avx512", "avx2", "ssse3", "neondot", "neon", "portable", "scalar"])
  }

  /// The set that `LACUNA_KERNEL` names in the environment, else the best.
  public static func preferred(environment: [String: String]) throws(KernelError) -> KernelSet {
    guard let name = environment["LACUNA_KERNEL"], !name.isEmpty else { return best }
    return try named(name)
  }
}
