internal import CLacunaKernels
public import LacunaEngine
public import LacunaFormat

extension KernelSet {
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
