import LacunaFormat

extension GraphMender {
  /// Matrices have the shapes that layers ask for, and an encoding.
  mutating func mendMatrices() {
    for index in 0..<counts[2] {
      let record = matrices + MatrixRecord.byteCount * index
      let encoding = graph[record + 6]
      graph[record + 6] = (1...3).contains(encoding) ? encoding : 1 + encoding % 3
      let isTerms = graph[record + 6] == Encoding.terms.rawValue
      graph[record + 7] = isTerms ? graph[record + 7] & 1 : 0
      let log2 = graph[record + 8]
      graph[record + 8] = isTerms ? ((3...5).contains(log2) ? log2 : 3 + log2 % 3) : 0
      let groupSize: UInt8 = isTerms ? 1 << graph[record + 8] : 0
      let terms = graph[record + 9]
      graph[record + 9] =
        isTerms ? ((1...groupSize).contains(terms) ? terms : 1 + terms % groupSize) : 0
      graph.putZeros((record + 10)..<(record + 12))
      graph.putZeros((record + 20)..<(record + 32))
      let shape = claims.shapes[index]
      graph.put(shape?.rows ?? mendedSize(at: record + 12), at: record + 12, count: 4)
      graph.put(shape?.columns ?? mendedSize(at: record + 16), at: record + 16, count: 4)
      // Fewer terms, where more would not meet in one accumulator.
      if isTerms, meeting(at: record) > 65_536 { graph[record + 9] = 1 }
      let codes = isTerms ? 256 >> Int(graph[record + 8]) : graph[record + 6] == 2 ? 16 : 0
      for code in 0..<32 {
        let value = graph[record + 32 + code]
        if code == 0 || code >= codes { graph[record + 32 + code] = 0 }
        if value == 0x80, code < codes { graph[record + 32 + code] = code == 0 ? 0 : 0x81 }
      }
    }
  }

  private func meeting(at record: Int) -> Int {
    let columns = graph.uint32(at: record + 16)
    let (groupSize, terms) = (1 << Int(graph[record + 8]), Int(graph[record + 9]))
    return graph[record + 7] == 0
      ? (columns + groupSize - 1) / groupSize * terms : columns * terms
  }

  private func mendedSize(at offset: Int) -> Int {
    let found = graph.uint32(at: offset)
    return (1...65_536).contains(found) ? found : 1 + found % 100
  }

  /// Bytes of each matrix's weights (`spec/encodings.md`).
  func weightsByteCounts() -> [Int] {
    (0..<counts[2]).map { index in
      let record = matrices + MatrixRecord.byteCount * index
      let (rows, columns) = (graph.uint32(at: record + 12), graph.uint32(at: record + 16))
      let tiles = (rows + 15) / 16
      let (groupSize, terms) = (1 << Int(graph[record + 8]), Int(graph[record + 9]))
      switch (graph[record + 6], graph[record + 7]) {
      case (3, _): return 64 * ((columns + 3) / 4) * tiles
      case (2, _): return 64 * ((columns + 7) / 8) * tiles
      case (_, 0): return 16 * ((columns + groupSize - 1) / groupSize * terms) * tiles
      default: return (rows + groupSize - 1) / groupSize * terms * columns
      }
    }
  }

  /// Biases have as many values as layers ask for.
  mutating func mendBiases() {
    for index in 0..<counts[3] {
      let record = biases + BiasRecord.byteCount * index
      let found = graph.uint32(at: record)
      let own = (1...16_384).contains(found) ? found : 1 + found % 100
      graph.put(claims.biases[index]?.count ?? own, at: record, count: 4)
      if let least = claims.biases[index]?.least {
        let exponent = Int(Int8(bitPattern: graph[record + 4]))
        if !(least...0).contains(exponent) {
          graph[record + 4] = UInt8(bitPattern: Int8(least + abs(exponent) % (1 - least)))
        }
      }
      graph.putZeros((record + 5)..<(record + BiasRecord.byteCount))
    }
  }

  mutating func mendActivations() {
    for index in 0..<counts[4] {
      let record = activations + ActivationRecord.byteCount * index
      let kind = graph[record]
      graph[record] = (1...2).contains(kind) ? kind : 1 + kind & 1
      if counts[5] == 0 { graph[record] = ActivationKind.clipped.rawValue }
      if graph[record] == ActivationKind.table.rawValue {
        graph[record + 1] = 0
        graph.put(graph.uint16(at: record + 2) % counts[5], at: record + 2, count: 2)
        graph.putZeros((record + 4)..<(record + ActivationRecord.byteCount))
      } else {
        if graph[record + 1] > 7 { graph[record + 1] &= 7 }
        graph.put(Self.none, at: record + 2, count: 2)
        let least = claims.updateGates.contains(index) ? 0 : -32_767
        let low = max(value(at: record + 6), least)
        graph.put(low, at: record + 6, count: 2)
        graph.put(max(value(at: record + 8), low), at: record + 8, count: 2)
        graph.putZeros((record + 10)..<(record + ActivationRecord.byteCount))
      }
    }
  }

  private func value(at offset: Int) -> Int {
    Int(Int16(truncatingIfNeeded: graph.uint16(at: offset)))
  }
}
