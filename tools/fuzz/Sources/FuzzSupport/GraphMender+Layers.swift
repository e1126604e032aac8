import LacunaFormat

extension GraphMender {
  private struct Layer {
    var kind: Int
    var direction: Int
    var input: Int
    var output: Int
    var hidden: Int
    var isProjected: Bool
  }

  /// Layers fit one another, and what they refer to is there.
  mutating func mendLayers(_ range: Range<Int>) {
    var before: Layer?
    var width = 0
    for index in range {
      let record = layers + LayerRecord.byteCount * index
      var layer = found(at: record)
      if layer.kind == Int(LayerKind.embedding.rawValue), before != nil || range.count == 1 {
        layer.kind = Int(LayerKind.linear.rawValue)
      }
      if (2...3).contains(layer.kind), counts[4] == 0 {
        layer.kind = Int(LayerKind.linear.rawValue)
      }
      if !(2...3).contains(layer.kind) { layer.direction = 0 }
      if layer.direction == 2 {
        if let before, before.direction == 0, before.kind == layer.kind {
          layer.input = before.input
          layer.isProjected = before.isProjected
        } else {
          layer.direction = 1
        }
      }
      if layer.direction != 2, before != nil { layer.input = width }
      if layer.kind != Int(LayerKind.lstm.rawValue) { layer.isProjected = false }
      if !layer.isProjected { layer.hidden = layer.output }
      width = layer.output + (layer.direction == 2 ? before?.output ?? 0 : 0)
      write(layer, at: record)
      refer(layer, at: record)
      before = layer
    }
  }

  /// Entries of the vocabulary of a network that has these layers, which are mended.
  func entryCount(_ range: Range<Int>) -> Int {
    func size(_ index: Int, _ field: Int) -> Int {
      graph.uint32(at: layers + LayerRecord.byteCount * index + field)
    }
    let first = layers + LayerRecord.byteCount * range.lowerBound
    if graph[first] == LayerKind.embedding.rawValue { return size(range.lowerBound, 4) }
    let last = range.upperBound - 1
    let isBeside = graph[layers + LayerRecord.byteCount * last + 1] == 2
    return size(last, 8) + (isBeside ? size(last - 1, 8) : 0)
  }

  private func found(at record: Int) -> Layer {
    func size(_ offset: Int) -> Int {
      let found = graph.uint32(at: record + offset)
      return (1...65_536).contains(found) ? found : 1 + found % 100
    }
    let (kind, direction) = (Int(graph[record]), Int(graph[record + 1]))
    let isProjected = graph.uint16(at: record + 16) != Self.none
    return Layer(
      kind: (1...4).contains(kind) ? kind : 1 + kind & 3, direction: direction % 3,
      input: size(4), output: size(8), hidden: isProjected ? size(36) : size(8),
      isProjected: isProjected)
  }

  private mutating func write(_ layer: Layer, at record: Int) {
    graph[record] = UInt8(layer.kind)
    graph[record + 1] = UInt8(layer.direction)
    graph[record + 2] = layer.kind == Int(LayerKind.gru.rawValue) ? graph[record + 2] & 1 : 0
    let isLinear = layer.kind == Int(LayerKind.linear.rawValue)
    graph[record + 3] = isLinear ? graph[record + 3] % (counts[4] == 0 ? 2 : 3) : 0
    graph.put(layer.input, at: record + 4, count: 4)
    graph.put(layer.output, at: record + 8, count: 4)
    graph.putZeros((record + (layer.isProjected ? 40 : 36))..<(record + LayerRecord.byteCount))
    if layer.isProjected { graph.put(layer.hidden, at: record + 36, count: 4) }
  }

  /// Mends the indices, and claims what they refer to.
  private mutating func refer(_ layer: Layer, at record: Int) {
    let isRecurrent = (2...3).contains(layer.kind)
    let gateRows = (layer.kind == 2 ? 4 : 3) * layer.hidden
    switch layer.kind {
    case 1: claimMatrix(at: record + 12, rows: layer.input, columns: layer.output)
    case 4: claimMatrix(at: record + 12, rows: layer.output, columns: layer.input)
    default: claimMatrix(at: record + 12, rows: gateRows, columns: layer.input)
    }
    graph.put(isRecurrent ? graph.uint16(at: record + 14) : Self.none, at: record + 14, count: 2)
    if isRecurrent { claimMatrix(at: record + 14, rows: gateRows, columns: layer.output) }
    if layer.isProjected {
      claimMatrix(at: record + 16, rows: layer.output, columns: layer.hidden)
    } else {
      graph.put(Self.none, at: record + 16, count: 2)
    }

    let isAfter = graph[record + 2] == 1
    let biasCount = [0, layer.hidden * 4, layer.hidden * (isAfter ? 4 : 3), layer.output]
    claimBias(
      at: record + 18, count: biasCount[layer.kind - 1], least: layer.kind == 4 ? -16 : -12)
    let activationCount = [0, 5, 3, graph[record + 3] == 2 ? 1 : 0][layer.kind - 1]
    for slot in 0..<6 {
      let offset = record + 20 + 2 * slot
      let index = graph.uint16(at: offset)
      let mended = slot < activationCount ? index % counts[4] : Self.none
      graph.put(mended, at: offset, count: 2)
      if layer.kind == 3, slot == 1 { claims.updateGates.insert(mended) }
    }
  }

  /// Claims the matrix at an index, or else the first that nothing claims.
  private mutating func claimMatrix(at offset: Int, rows: Int, columns: Int) {
    let shape = GraphClaims.Shape(rows: rows, columns: columns)
    var index = graph.uint16(at: offset) % counts[2]
    if let claimed = claims.shapes[index], claimed != shape {
      index = (0..<counts[2]).first { claims.shapes[$0] == nil } ?? index
    }
    if claims.shapes[index] == nil { claims.shapes[index] = shape }
    graph.put(index, at: offset, count: 2)
  }

  private mutating func claimBias(at offset: Int, count: Int, least: Int) {
    var index = count == 0 ? Self.none : mendedIndex(at: offset, below: counts[3])
    if index != Self.none {
      let claimed = claims.biases[index]
      if claimed == nil || claimed?.count == count {
        claims.biases[index] = (count, max(least, claimed?.least ?? least))
      } else {
        index = Self.none
      }
    }
    graph.put(index, at: offset, count: 2)
  }
}
