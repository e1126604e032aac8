import LacunaFormat

// One step of each kind of layer (`spec/arithmetic.md`): products for all streams together, then
// everything else a stream at a time.
extension Session {
  func stepLinear<Observer: ProductObserver>(
    _ layer: LayerRecord, _ x: VectorReference, _ observer: inout Observer
  ) {
    let matrix = model.matrixView(at: layer.matrix)
    multiply(layer.matrix, rows: 0..<layer.outputSize, x, into: layout.sums, &observer)
    for stream in 0..<layout.streams {
      var sums = workspace.mutableSpan(layout.sums[stream])
      kernels.finishLinear(
        &sums, rowExponents: matrix.rowExponents, shift: exponent(of: x, stream) &+ 16,
        bias(of: layer, fractionBits: 16), count: layer.outputSize)
      switch layer.output {
      case .none: break
      case .rectified:
        for row in 0..<layer.outputSize { sums[row] = max(0, sums[row]) }
      case .activation: activateLinear(layer, &sums)
      }
    }
  }

  @_lifetime(sums: copy sums)
  private func activateLinear(_ layer: LayerRecord, _ sums: inout MutableSpan<Int32>) {
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

  func stepLSTM<Observer: ProductObserver>(
    _ layer: LayerRecord, _ state: RecurrentState, _ x: VectorReference,
    _ observer: inout Observer
  ) {
    let hidden = layer.hiddenSize
    let rows = 0..<(4 * hidden)
    guard let recurrentMatrix = layer.recurrentMatrix else { return }
    let h = state.vector
    multiply(layer.matrix, rows: rows, x, into: layout.sums, &observer)
    multiply(recurrentMatrix, rows: rows, h, into: layout.recurrentSums, &observer)

    let gates = layout.gates.elements(from: 0, count: rows.count)
    for stream in 0..<layout.streams {
      var p = workspace.mutableSpan(gates)
      kernels.preactivate(
        product(layout.sums[stream], layer.matrix, exponent(of: x, stream), rows: rows),
        product(
          layout.recurrentSums[stream], recurrentMatrix, exponent(of: h, stream), rows: rows),
        bias(of: layer, fractionBits: 12), count: rows.count, &p)
      activateGates(layer, count: 4)

      var cell = workspace.mutableSpan(state.precise[stream])
      var doubled = workspace.mutableSpan(layout.doubled)
      kernels.updateCell(gates: workspace.span(gates), &cell, &doubled, count: hidden)
      activate(&doubled, count: hidden, layer.activations[4])
      var output = workspace.mutableSpan(
        state.projected == nil ? state.hidden[stream] : layout.unprojected[stream])
      kernels.updateHidden(
        outputGate: workspace.span(gates.elements(from: 3 * hidden, count: hidden)),
        activated: doubled.span, &output, count: hidden)
      if state.projected != nil { clearTail(of: &output, from: hidden) }
    }
    if let projection = layer.projection, let projected = state.projected {
      project(layer, projection, state, projected, &observer)
    }
  }

  /// Makes the state of the hidden state before its projection.
  private func project<Observer: ProductObserver>(
    _ layer: LayerRecord, _ projection: Int, _ state: RecurrentState, _ projected: ProjectedState,
    _ observer: inout Observer
  ) {
    let outputs = layer.outputSize
    let unprojected = VectorReference(
      region: layout.unprojected, exponents: nil, count: layer.hiddenSize)
    multiply(projection, rows: 0..<outputs, unprojected, into: layout.sums, &observer)
    let matrix = model.matrixView(at: projection)
    for stream in 0..<layout.streams {
      var sums = workspace.mutableSpan(layout.sums[stream])
      kernels.finishLinear(
        &sums, rowExponents: matrix.rowExponents, shift: -7 + 16,
        Bias(values: RawSpan(), shift: 0), count: outputs)
      var own = workspace.mutableSpan(projected.sums[stream])
      for row in 0..<outputs { own[row] = sums[row] }
      var hidden = workspace.mutableSpan(state.hidden[stream])
      var exponents = workspace.mutableSpan(projected.exponents)
      exponents[stream] = kernels.normalize(own.span, count: outputs, exponent: -16, into: &hidden)
    }
  }

  func stepGRU<Observer: ProductObserver>(
    _ layer: LayerRecord, _ state: RecurrentState, _ x: VectorReference,
    _ observer: inout Observer
  ) {
    let hidden = layer.hiddenSize
    let (gateRows, candidateRows) = (0..<(2 * hidden), (2 * hidden)..<(3 * hidden))
    guard let recurrentMatrix = layer.recurrentMatrix else { return }
    let isAfter = layer.reset == .after
    let h = state.vector
    multiply(layer.matrix, rows: 0..<(3 * hidden), x, into: layout.sums, &observer)
    multiply(
      recurrentMatrix, rows: isAfter ? 0..<(3 * hidden) : gateRows, h,
      into: layout.recurrentSums, &observer)

    let bias = bias(of: layer, fractionBits: 12)
    let reset = workspace.span(layout.gates.elements(from: 0, count: hidden))
    let updateGate = workspace.span(layout.gates.elements(from: hidden, count: hidden))
    let candidateBias = bias.rows(from: 2 * hidden, count: hidden)
    for stream in 0..<layout.streams {
      var p = workspace.mutableSpan(layout.gates)
      kernels.preactivate(
        product(layout.sums[stream], layer.matrix, exponent(of: x, stream), rows: gateRows),
        product(layout.recurrentSums[stream], recurrentMatrix, -7, rows: gateRows),
        bias.rows(from: 0, count: 2 * hidden), count: 2 * hidden, &p)
      activateGates(layer, count: 2)

      var candidate = workspace.mutableSpan(
        layout.gates.elements(from: 2 * hidden, count: hidden))
      var precise = workspace.mutableSpan(state.precise[stream])
      let input = product(
        layout.sums[stream], layer.matrix, exponent(of: x, stream), rows: candidateRows)
      if isAfter {
        kernels.preactivate(
          product(layout.recurrentSums[stream], recurrentMatrix, -7, rows: candidateRows),
          bias.rows(from: 3 * hidden, count: hidden), count: hidden, &candidate)
        kernels.resetCandidate(input, candidateBias, reset: reset, &candidate, count: hidden)
      } else {
        resetProduct(layer, recurrentMatrix, state, stream: stream, rows: candidateRows, &observer)
        kernels.preactivate(
          input,
          product(layout.recurrentSums[stream], recurrentMatrix, -7, rows: candidateRows),
          candidateBias, count: hidden, &candidate)
      }
      activate(&candidate, count: hidden, layer.activations[2])
      var output = workspace.mutableSpan(state.hidden[stream])
      kernels.updateState(
        updateGate: updateGate, candidate: candidate.span, &precise, &output, count: hidden)
    }
  }

  /// The product of one stream's state times its reset gate, in place of its recurrent sums.
  private func resetProduct<Observer: ProductObserver>(
    _ layer: LayerRecord, _ recurrentMatrix: Int, _ state: RecurrentState, stream: Int,
    rows: Range<Int>, _ observer: inout Observer
  ) {
    let hidden = layer.hiddenSize
    var resetVector = workspace.mutableSpan(layout.resetVector)
    kernels.updateHidden(
      outputGate: workspace.span(layout.gates.elements(from: 0, count: hidden)),
      activated: workspace.span(state.precise[stream]), &resetVector, count: hidden)
    clearTail(of: &resetVector, from: hidden)
    observer.willMultiply(
      matrix: recurrentMatrix, rows: rows,
      by: workspace.span(layout.resetVector.elements(from: 0, count: hidden)))
    var sums = workspace.mutableSpan(layout.recurrentSums[stream])
    kernels.multiply(
      model.matrixView(at: recurrentMatrix),
      Vectors(
        values: workspace.span(layout.resetVector), stride: layout.resetVector.count, count: 1),
      &sums, stride: layout.recurrentSums.count)
  }

  private func multiply<Observer: ProductObserver>(
    _ matrix: Int, rows: Range<Int>, _ x: VectorReference, into sums: StreamRegion<Int32>,
    _ observer: inout Observer
  ) {
    for stream in 0..<layout.streams {
      observer.willMultiply(
        matrix: matrix, rows: rows,
        by: workspace.span(x.region[stream].elements(from: 0, count: x.count)))
    }
    var all = workspace.mutableSpan(sums.all)
    kernels.multiply(
      model.matrixView(at: matrix),
      Vectors(
        values: workspace.span(x.region.all), stride: x.region.stride, count: layout.streams),
      &all, stride: sums.stride)
  }

  func exponent(of x: VectorReference, _ stream: Int) -> Int32 {
    guard let exponents = x.exponents else { return -7 }
    return workspace.span(exponents)[stream]
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
      let elements = (end - first) * layer.hiddenSize
      var values = workspace.mutableSpan(
        layout.gates.elements(from: first * layer.hiddenSize, count: elements))
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
