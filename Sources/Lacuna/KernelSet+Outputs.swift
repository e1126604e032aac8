internal import CLacunaKernels

// Looking through a network's outputs.
extension KernelSet {
  /// The greatest of at least one number.
  func greatest(_ outputs: Span<Int32>) -> Int32 {
    precondition(!outputs.isEmpty)
    guard let table = unsafe table else {
      var greatest = outputs[0]
      for index in 0..<outputs.count { greatest = max(greatest, outputs[index]) }
      return greatest
    }
    return unsafe table.pointee.greatest(outputs.address, UInt32(outputs.count))
  }

  /// Where the first number above `bound` is, from `start` on; the count where there is none.
  func nextAbove(_ outputs: Span<Int32>, from start: Int, bound: Int32) -> Int {
    precondition(start >= 0 && start <= outputs.count)
    guard let table = unsafe table else {
      var index = start
      while index < outputs.count, outputs[index] <= bound { index += 1 }
      return index
    }
    return unsafe Int(
      table.pointee.next_above(outputs.address, UInt32(start), UInt32(outputs.count), bound))
  }

  /// The sum of `2^(-(top - y) · scale)` in units of 2^-29, for outputs none of which is above `top`.
  func weightSum(_ outputs: Span<Int32>, top: Int32, scale: Float) -> UInt64 {
    var sum: UInt64 = 0
    var start = 0
    while start < outputs.count {
      let part = outputs.extracting(start..<min(start + Self.mostWeights, outputs.count))
      start += Self.mostWeights
      if let table = unsafe table {
        sum += unsafe table.pointee.exponentials(
          part.address, UInt32(part.count), top, scale, nil)
      } else {
        for index in 0..<part.count { sum += UInt64(Self.weight(part[index], top, scale)) }
      }
    }
    return sum
  }

  /// The same of at most 65,536 outputs, with the single weights.
  func weights(
    _ outputs: Span<Int32>, top: Int32, scale: Float, into weights: inout MutableSpan<Int32>
  ) -> UInt64 {
    precondition(outputs.count <= weights.count && outputs.count <= Self.mostWeights)
    if let table = unsafe table {
      return unsafe table.pointee.exponentials(
        outputs.address, UInt32(outputs.count), top, scale, weights.address)
    }
    var sum: UInt64 = 0
    for index in 0..<outputs.count {
      weights[index] = Self.weight(outputs[index], top, scale)
      sum += UInt64(weights[index])
    }
    return sum
  }

  private static var mostWeights: Int { 65_536 }

  /// `2^-f` for f from 0 to 1 within 2e-7, the highest power first.
  private static let terms: InlineArray<7, Float> = [
    0x1.c94784p-14, -0x1.4e2b0cp-10, 0x1.39e4p-7, -0x1.c6948ep-5, 0x1.ebfacp-3, -0x1.62e42cp-1, 1,
  ]

  /// `2^(-(top - y) · scale)` in units of 2^-29, rounded: each product and each sum is one of single
  /// precision, and what a shift takes away is rounded half up.
  private static func weight(_ y: Int32, _ top: Int32, _ scale: Float) -> Int32 {
    let below = min(Int(top) - Int(y), 1 << 30)
    let octaves = min(Float(below) * scale, 31)
    let whole = Int32(octaves)
    let fraction = octaves - Float(whole)
    var power = terms[0]
    for index in 1..<7 {
      let product = power * fraction
      power = product + terms[index]
    }
    return ((Int32(power * 0x1p30) &>> whole) &+ 1) &>> 1
  }
}
