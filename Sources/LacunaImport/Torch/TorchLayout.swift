/// A tensor's shape and strides, checked: no product of theirs overflows.
struct TorchLayout {
  /// Elements between neighbours; those of C order along axes that have one index.
  let strides: [Int]
  /// Elements from the first to the last, both counted; 0 for an empty tensor.
  let span: Int

  init(
    shape: [Int], strides: [Int], fail: (String, String) -> ImportError
  ) throws(ImportError) {
    guard shape.count == strides.count, shape.count <= 64 else {
      throw fail("as many strides as extents, at most 64", "\(strides.count) and \(shape.count)")
    }
    guard (shape + strides).allSatisfy({ $0 >= 0 }) else {
      throw fail("extents and strides that are not negative", "\(shape), \(strides)")
    }
    var count = 16
    for extent in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: max(extent, 1))
      guard !overflows else { throw fail("a shape of fewer than 2^63 bytes", "\(shape)") }
      count = product
    }
    let contiguous = SourceArray.contiguousStrides(of: shape)
    self.strides = zip(zip(shape, strides), contiguous).map { $0.0 == 1 ? $1 : $0.1 }
    var span = 1
    for (extent, stride) in zip(shape, self.strides) where extent > 1 {
      let (length, overflows) = (extent - 1).multipliedReportingOverflow(by: stride)
      let (sum, overflowsToo) = span.addingReportingOverflow(length)
      guard !overflows, !overflowsToo, sum < Int.max / 16 else {
        throw fail("strides that stay below 2^63 bytes", "\(shape), \(strides)")
      }
      span = sum
    }
    self.span = shape.contains(0) ? 0 : span
  }
}
