internal import CLacunaKernels
import LacunaEngine

// Making activation vectors.
extension KernelSet {
  @_lifetime(vector: copy vector)
  public func normalize(
    _ values: Span<Int32>, count: Int, exponent: Int32, into vector: inout MutableSpan<Int8>
  ) -> Int32 {
    guard let table = unsafe table else {
      return ScalarKernels().normalize(values, count: count, exponent: exponent, into: &vector)
    }
    precondition(count <= values.count && count <= vector.count)
    let shift = unsafe table.pointee.normalize(values.address, UInt32(count), vector.address)
    clearTail(of: &vector, from: count)
    return exponent &+ Int32(shift)
  }

  @_lifetime(vector: copy vector)
  public func quantize(_ features: Span<Float>, into vector: inout MutableSpan<Int8>) -> Int32? {
    guard let table = unsafe table else {
      return ScalarKernels().quantize(features, into: &vector)
    }
    precondition(features.count <= vector.count)
    var exponent: Int32 = 0
    guard
      unsafe table.pointee.quantize(
        features.address, UInt32(features.count), vector.address, &exponent) != 0
    else { return nil }
    clearTail(of: &vector, from: features.count)
    return exponent
  }
}
