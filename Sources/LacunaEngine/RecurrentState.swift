import LacunaFormat

/// The state of one recurrent layer.
struct RecurrentState: Sendable {
  let layer: RecurrentLayer
  /// What products see of the hidden state: int8, zeros after it.
  let hidden: StreamRegion<Int8>
  /// LSTM: the cell, Q4.11. GRU: the state itself, Q0.15.
  let precise: StreamRegion<Int16>
  /// Nil without a projection.
  let projected: ProjectedState?

  init(of record: LayerRecord, streams: Int, _ allocator: inout RegionAllocator) {
    layer = RecurrentLayer(record)
    hidden = allocator.allocate(vectorCapacity(record.outputSize), for: streams)
    precise = allocator.allocate(record.hiddenSize, for: streams)
    if record.projection == nil {
      projected = nil
    } else {
      projected = ProjectedState(
        sums: allocator.allocate(record.outputSize, for: streams),
        exponents: allocator.allocate(streams))
    }
  }

  /// The hidden state as products see it.
  var vector: VectorReference {
    VectorReference(region: hidden, exponents: projected?.exponents, count: layer.outputSize)
  }
}

/// A hidden state that was projected.
struct ProjectedState: Sendable {
  /// The state itself, Q15.16.
  let sums: StreamRegion<Int32>
  /// The exponents of what products see of it, one for each stream.
  let exponents: Region<Int32>
}
