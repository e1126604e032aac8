internal import CLacunaKernels
public import LacunaEngine
public import LacunaFormat

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
  private nonisolated(unsafe) let table: UnsafePointer<lacuna_kernels>?

  private init(_ table: UnsafePointer<lacuna_kernels>?) {
    unsafe self.table = table
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

extension KernelSet: Kernels {
  @_lifetime(sums: copy sums)
  public func multiply(
    _ matrix: MatrixView, _ x: Vectors, _ sums: inout MutableSpan<Int32>, stride: Int
  ) {
    guard let table = unsafe table else {
      return ScalarKernels().multiply(matrix, x, &sums, stride: stride)
    }
    let record = matrix.record
    let (rows, columns) = (UInt32(record.rows), UInt32(record.columns))
    let (log2Group, terms) = (UInt32(record.log2GroupSize), UInt32(record.termsPerGroup))
    let (weights, codebook) = unsafe (matrix.weights.uint8Address, matrix.codebook.int8Address)
    let (vectors, sums) = unsafe (x.values.address, sums.address)
    let streams = UInt32(x.count)
    switch (record.encoding, record.axis) {
    case (.terms, .input) where x.count == 1:
      unsafe table.pointee.terms_input(
        weights, rows, columns, log2Group, terms, codebook, vectors, sums)
    case (.terms, .input):
      unsafe table.pointee.terms_input_streams(
        weights, rows, columns, log2Group, terms, codebook, vectors, x.stride, sums, stride,
        streams)
    case (.terms, .output):
      // Streams have their zeros in different places, so each skips its own columns.
      for stream in 0..<x.count {
        unsafe table.pointee.terms_output(
          weights, rows, columns, log2Group, terms, codebook, vectors + stream * x.stride,
          sums + stream * stride)
      }
    case (.codes, _) where x.count == 1:
      unsafe table.pointee.codes(weights, rows, columns, codebook, vectors, sums)
    case (.codes, _):
      unsafe table.pointee.codes_streams(
        weights, rows, columns, codebook, vectors, x.stride, sums, stride, streams)
    case (.int8, _) where x.count == 1:
      unsafe table.pointee.int8(weights, rows, columns, vectors, sums)
    case (.int8, _):
      unsafe table.pointee.int8_streams(
        weights, rows, columns, vectors, x.stride, sums, stride, streams)
    }
  }

  @_lifetime(p: copy p)
  public func preactivate(
    _ input: Product, _ recurrent: Product, _ bias: Bias, count: Int, _ p: inout MutableSpan<Int16>
  ) {
    guard let table = unsafe table else {
      return ScalarKernels().preactivate(input, recurrent, bias, count: count, &p)
    }
    unsafe table.pointee.preactivation(
      input.sums.address, input.rowExponents.int8Address, input.shift,
      recurrent.sums.address, recurrent.rowExponents.int8Address, recurrent.shift,
      bias.address, bias.shift, UInt32(count), p.address)
  }

  @_lifetime(p: copy p)
  public func preactivate(
    _ product: Product, _ bias: Bias, count: Int, _ p: inout MutableSpan<Int16>
  ) {
    guard let table = unsafe table else {
      return ScalarKernels().preactivate(product, bias, count: count, &p)
    }
    unsafe table.pointee.preactivation(
      product.sums.address, product.rowExponents.int8Address, product.shift, nil, nil, 0,
      bias.address, bias.shift, UInt32(count), p.address)
  }

  @_lifetime(sums: copy sums)
  public func finishLinear(
    _ sums: inout MutableSpan<Int32>, rowExponents: RawSpan, shift: Int32, _ bias: Bias, count: Int
  ) {
    guard let table = unsafe table else {
      return ScalarKernels().finishLinear(
        &sums, rowExponents: rowExponents, shift: shift, bias, count: count)
    }
    let address = unsafe sums.address
    unsafe table.pointee.linear(
      address, rowExponents.int8Address, shift, bias.address, bias.shift, UInt32(count), address)
  }

  @_lifetime(values: copy values)
  public func activate(
    _ values: inout MutableSpan<Int16>, count: Int, _ activation: ActivationRecord, table: RawSpan
  ) {
    guard let kernels = unsafe self.table else {
      return ScalarKernels().activate(&values, count: count, activation, table: table)
    }
    switch activation.kind {
    case .table:
      unsafe kernels.pointee.table(table.int16Address, values.address, UInt32(count))
    case .clipped:
      unsafe kernels.pointee.clipped(
        UInt32(activation.shift), Int32(activation.offset), Int32(activation.low),
        Int32(activation.high), values.address, UInt32(count))
    }
  }

  @_lifetime(cell: copy cell)
  @_lifetime(doubled: copy doubled)
  public func updateCell(
    gates: Span<Int16>, _ cell: inout MutableSpan<Int16>, _ doubled: inout MutableSpan<Int16>,
    count: Int
  ) {
    guard let table = unsafe table else {
      return ScalarKernels().updateCell(gates: gates, &cell, &doubled, count: count)
    }
    let gates = unsafe gates.address
    unsafe table.pointee.lstm_cell(
      gates, gates + count, gates + 2 * count, cell.address, doubled.address, UInt32(count))
  }

  @_lifetime(hidden: copy hidden)
  public func updateHidden(
    outputGate: Span<Int16>, activated: Span<Int16>, _ hidden: inout MutableSpan<Int8>, count: Int
  ) {
    guard let table = unsafe table else {
      return ScalarKernels().updateHidden(
        outputGate: outputGate, activated: activated, &hidden, count: count)
    }
    unsafe table.pointee.gated_output(
      outputGate.address, activated.address, hidden.address, UInt32(count))
  }

  @_lifetime(recurrent: copy recurrent)
  public func resetCandidate(
    _ product: Product, _ bias: Bias, reset: Span<Int16>,
    _ recurrent: inout MutableSpan<Int16>, count: Int
  ) {
    guard let table = unsafe table else {
      return ScalarKernels().resetCandidate(product, bias, reset: reset, &recurrent, count: count)
    }
    let address = unsafe recurrent.address
    unsafe table.pointee.gru_candidate(
      product.sums.address, product.rowExponents.int8Address, product.shift,
      bias.address, bias.shift, reset.address, address, UInt32(count), address)
  }

  @_lifetime(state: copy state)
  @_lifetime(hidden: copy hidden)
  public func updateState(
    updateGate: Span<Int16>, candidate: Span<Int16>, _ state: inout MutableSpan<Int16>,
    _ hidden: inout MutableSpan<Int8>, count: Int
  ) {
    guard let table = unsafe table else {
      return ScalarKernels().updateState(
        updateGate: updateGate, candidate: candidate, &state, &hidden, count: count)
    }
    unsafe table.pointee.gru_update(
      updateGate.address, candidate.address, state.address, hidden.address, UInt32(count))
  }
}
