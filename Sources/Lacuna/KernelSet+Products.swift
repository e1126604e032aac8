internal import CLacunaKernels
public import LacunaEngine
public import LacunaFormat

extension KernelSet: Kernels {
  @_lifetime(sums: copy sums)
  public func multiply(
    _ matrix: MatrixView, _ x: Vectors, _ sums: inout MutableSpan<Int32>, stride: Int
  ) {
    guard let table = unsafe table else {
      return ScalarKernels().multiply(matrix, x, &sums, stride: stride)
    }
    let record = matrix.record
    let (rows, columns) = (UInt32(record.rows), UInt32(record.columns))
    let (log2Group, terms) = (UInt32(record.log2GroupSize), UInt32(record.termsPerGroup))
    let (weights, codebook) = unsafe (matrix.weights.uint8Address, matrix.codebook.int8Address)
    let (vectors, sums) = unsafe (x.values.address, sums.address)
    let streams = UInt32(x.count)
    let rowSums = unsafe rowSums?.address(ofMatrix: matrix.index)
    switch (record.encoding, record.axis) {
    case (.terms, .input) where x.count == 1:
      unsafe table.pointee.terms_input(
        weights, rows, columns, log2Group, terms, codebook, rowSums, vectors, sums)
    case (.terms, .input):
      unsafe table.pointee.terms_input_streams(
        weights, rows, columns, log2Group, terms, codebook, rowSums, vectors, x.stride, sums,
        stride, streams)
    case (.terms, .output):
      // Streams have their zeros in different places, so each skips its own columns.
      for stream in 0..<x.count {
        unsafe table.pointee.terms_output(
          weights, rows, columns, log2Group, terms, codebook, vectors + stream * x.stride,
          sums + stream * stride)
      }
    case (.codes, _) where x.count == 1:
      unsafe table.pointee.codes(weights, rows, columns, codebook, vectors, sums)
    case (.codes, _):
      unsafe table.pointee.codes_streams(
        weights, rows, columns, codebook, vectors, x.stride, sums, stride, streams)
    case (.int8, _) where x.count == 1:
      unsafe table.pointee.int8(weights, rows, columns, vectors, sums)
    case (.int8, _):
      unsafe table.pointee.int8_streams(
        weights, rows, columns, vectors, x.stride, sums, stride, streams)
    }
  }
}
