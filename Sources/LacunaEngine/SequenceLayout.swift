import LacunaFormat

/// Where the parts of a run over a whole sequence are in the memory that it is given: what a layer gave
/// at each step, until those that follow have taken it.
struct SequenceLayout {
  let steps: Int
  let streams: Int
  /// Two buffers of int8 vectors, `[steps, streams, values]`: layers read one and write the other.
  let values: InlineArray<2, Region<Int8>>
  /// The vectors' exponents, `[steps, streams]`.
  let exponents: InlineArray<2, Region<Int32>>
  /// Bytes in all.
  let byteCount: Int

  /// O(layers).
  init(model: ModelView, network: NetworkRecord, steps: Int, streams: Int) {
    let first = model.layer(at: network.firstLayer)
    var widths = InlineArray<2, Int>(repeating: 0)
    widths[0] = first.kind == .embedding ? first.outputSize : first.inputSize
    var index = network.firstLayer + (first.kind == .embedding ? 1 : 0)
    var target = 1
    while true {
      let stage = model.stage(at: index, in: network)
      index = stage.upperBound
      // What the last stage gives is no vector: it goes to the caller.
      guard index < network.firstLayer + network.layerCount else { break }
      widths[target] = max(widths[target], model.outputSize(of: stage))
      target = 1 - target
    }
    self.steps = steps
    self.streams = streams
    var allocator = RegionAllocator()
    let (count, isTooMany) = steps.multipliedReportingOverflow(by: streams)
    let vectors = isTooMany ? .max : count
    let (bytes0, isTooLarge0) = vectors.multipliedReportingOverflow(by: widths[0])
    let (bytes1, isTooLarge1) = vectors.multipliedReportingOverflow(by: widths[1])
    self.values = [
      allocator.allocate(isTooLarge0 ? .max : bytes0),
      allocator.allocate(isTooLarge1 ? .max : bytes1),
    ]
    self.exponents = [allocator.allocate(vectors), allocator.allocate(vectors)]
    self.byteCount = allocator.byteCount
  }
}
