import LacunaFormat

// One step of each kind of layer (`spec/arithmetic.md`).
extension Session {
  func stepLinear<Observer: ProductObserver>(
    _ layer: LayerRecord, _ x: VectorReference, _ observer: inout Observer
  ) {
    let matrix = model.matrixView(at: layer.matrix)
    multiply(layer.matrix, rows: 0..<layer.outputSize, x.region, into: layout.sums, &observer)
    var sums = workspace.mutableSpan(layout.sums)
    kernels.finishLinear(
      &sums, rowExponents: matrix.rowExponents, shift: x.exponent &+ 16,
      bias(of: layer, fractionBits: 16), count: layer.outputSize)
    switch layer.output {
    case .none: break
    case .rectified:
      for row in 0..<layer.outputSize { sums[row] = max(0, sums[row]) }
    case .activation:
      var part = workspace.mutableSpan(layout.activationPart)
      var first = 0
      while first < layer.outputSize {
        let count = min(part.count, layer.outputSize - first)
        for row in 0..<count { part[row] = saturate16(roundingShift(sums[first + row], 4)) }
        activate(&part, count: count, layer.activations[0])
        for row in 0..<count { sums[first + row] = 2 &* Int32(part[row]) }
        first += count
      }
    }
  }

  func stepLSTM<Observer: ProductObserver>(
    _ layer: LayerRecord, _ state: RecurrentState, _ x: VectorReference,
    _ observer: inout Observer
  ) {
    let hidden = layer.outputSize
    let rows = 4 * hidden
    guard let recurrentMatrix = layer.recurrentMatrix else { return }
    multiply(layer.matrix, rows: 0..<rows, x.region, into: layout.sums, &observer)
    multiply(recurrentMatrix, rows: 0..<rows, state.hidden, into: layout.recurrentSums, &observer)

    let all = layout.gates.elements(from: 0, count: rows)
    var p = workspace.mutableSpan(all)
    kernels.preactivate(
      product(layout.sums, layer.matrix, x.exponent, rows: 0..<rows),
      product(layout.recurrentSums, recurrentMatrix, -7, rows: 0..<rows),
      bias(of: layer, fractionBits: 12), count: rows, &p)
    activateGates(layer, count: 4)

    var cell = workspace.mutableSpan(state.precise)
    var doubled = workspace.mutableSpan(layout.doubled)
    kernels.updateCell(gates: workspace.span(all), &cell, &doubled, count: hidden)
    activate(&doubled, count: hidden, layer.activations[4])
    var output = workspace.mutableSpan(state.hidden)
    kernels.updateHidden(
      outputGate: workspace.span(all.elements(from: 3 * hidden, count: hidden)),
      activated: doubled.span, &output, count: hidden)
  }

  func stepGRU<Observer: ProductObserver>(
    _ layer: LayerRecord, _ state: RecurrentState, _ x: VectorReference,
    _ observer: inout Observer
  ) {
    let hidden = layer.outputSize
    let (gateRows, candidateRows) = (0..<(2 * hidden), (2 * hidden)..<(3 * hidden))
    guard let recurrentMatrix = layer.recurrentMatrix else { return }
    let isAfter = layer.reset == .after
    multiply(layer.matrix, rows: 0..<(3 * hidden), x.region, into: layout.sums, &observer)
    multiply(
      recurrentMatrix, rows: isAfter ? 0..<(3 * hidden) : gateRows, state.hidden,
      into: layout.recurrentSums, &observer)

    let bias = bias(of: layer, fractionBits: 12)
    var p = workspace.mutableSpan(layout.gates)
    kernels.preactivate(
      product(layout.sums, layer.matrix, x.exponent, rows: gateRows),
      product(layout.recurrentSums, recurrentMatrix, -7, rows: gateRows),
      bias.rows(from: 0, count: 2 * hidden), count: 2 * hidden, &p)
    activateGates(layer, count: 2)

    let reset = workspace.span(layout.gates.elements(from: 0, count: hidden))
    let updateGate = workspace.span(layout.gates.elements(from: hidden, count: hidden))
    var candidate = workspace.mutableSpan(layout.gates.elements(from: 2 * hidden, count: hidden))
    var precise = workspace.mutableSpan(state.precise)
    let input = product(layout.sums, layer.matrix, x.exponent, rows: candidateRows)
    let candidateBias = bias.rows(from: 2 * hidden, count: hidden)
    if isAfter {
      kernels.preactivate(
        product(layout.recurrentSums, recurrentMatrix, -7, rows: candidateRows),
        bias.rows(from: 3 * hidden, count: hidden), count: hidden, &candidate)
      kernels.resetCandidate(input, candidateBias, reset: reset, &candidate, count: hidden)
    } else {
      let region = layout.resetVector.elements(from: 0, count: vectorCapacity(hidden))
      var resetVector = workspace.mutableSpan(region)
      kernels.updateHidden(
        outputGate: reset, activated: precise.span, &resetVector, count: hidden)
      clearTail(of: &resetVector, from: hidden)
      multiply(recurrentMatrix, rows: candidateRows, region, into: layout.recurrentSums, &observer)
      kernels.preactivate(
        input, product(layout.recurrentSums, recurrentMatrix, -7, rows: candidateRows),
        candidateBias, count: hidden, &candidate)
    }
    activate(&candidate, count: hidden, layer.activations[2])
    var output = workspace.mutableSpan(state.hidden)
    kernels.updateState(
      updateGate: updateGate, candidate: candidate.span, &precise, &output, count: hidden)
  }

  private func multiply<Observer: ProductObserver>(
    _ matrix: Int, rows: Range<Int>, _ x: Region<Int8>, into sums: Region<Int32>,
    _ observer: inout Observer
  ) {
    let view = model.matrixView(at: matrix)
    let vector = workspace.span(x)
    observer.willMultiply(
      matrix: matrix, rows: rows, by: vector.extracting(0..<view.record.columns))
    var sums = workspace.mutableSpan(sums)
    kernels.multiply(view, vector, &sums)
  }

  @_lifetime(borrow self)
  private func product(
    _ sums: Region<Int32>, _ matrix: Int, _ exponent: Int32, rows: Range<Int>
  ) -> Product {
    let exponents = model.rowExponents(of: matrix)
    return Product(
      sums: workspace.span(sums.elements(from: rows.lowerBound, count: rows.count)),
      rowExponents: exponents.bytes(at: rows.lowerBound, count: rows.count),
      shift: exponent &+ 12)
  }

  @_lifetime(borrow self)
  private func bias(of layer: LayerRecord, fractionBits: Int32) -> Bias {
    guard let index = layer.bias else { return Bias(values: RawSpan(), shift: 0) }
    return Bias(
      values: model.biasValues(of: index),
      shift: Int32(model.bias(at: index).exponent) &+ fractionBits)
  }

  /// Applies the activations of the first `count` gates, neighbours that share one together.
  private func activateGates(_ layer: LayerRecord, count: Int) {
    var first = 0
    while first < count {
      var end = first + 1
      while end < count, layer.activations[end] == layer.activations[first] { end += 1 }
      let elements = (end - first) * layer.outputSize
      var values = workspace.mutableSpan(
        layout.gates.elements(from: first * layer.outputSize, count: elements))
      activate(&values, count: elements, layer.activations[first])
      first = end
    }
  }

  @_lifetime(values: copy values)
  private func activate(_ values: inout MutableSpan<Int16>, count: Int, _ index: UInt16) {
    let activation = model.activation(at: Int(index))
    if let table = activation.table {
      kernels.activate(&values, count: count, activation, table: model.table(at: table))
    } else {
      kernels.activate(&values, count: count, activation, table: RawSpan())
    }
  }
}
