internal import CLacunaKernels
internal import LacunaFormat

/// What each row's values add up to, for the matrices of a network whose products need fewer operations
/// with it (`tools/kernels/README.md`): int16, worked out once for a session.
@safe
struct RowSums: Sendable {
  /// Where each matrix of the file has its sums, in elements from the memory's start, int32; 0, where it
  /// has none. The sums follow.
  private nonisolated(unsafe) let memory: UnsafeMutableRawBufferPointer

  /// Works the sums out, unless no matrix of the network has a use for them. O(terms).
  init?(_ model: ModelView, network: NetworkRecord, kernels: KernelSet) {
    guard let table = unsafe kernels.table else { return nil }
    let matrixCount = model.layout.matrixCount
    var starts = [Int32](repeating: 0, count: matrixCount)
    var end = 2 * matrixCount
    for layerIndex in network.firstLayer..<(network.firstLayer + network.layerCount) {
      let layer = model.layer(at: layerIndex)
      for index in layer.multipliedMatrices where starts[index] == 0 {
        let matrix = model.matrixView(at: index)
        guard end < Int(Int32.max), unsafe Self.work(out: matrix, into: nil, table) else {
          continue
        }
        starts[index] = Int32(end)
        end += 16 * matrix.record.tileCount
      }
    }
    guard end > 2 * matrixCount else { return nil }
    unsafe memory = .allocate(byteCount: 2 * end, alignment: 64)
    unsafe starts.withUnsafeBytes { unsafe memory.copyMemory(from: $0) }
    for index in starts.indices where starts[index] != 0 {
      let sums = unsafe elements + Int(starts[index])
      _ = unsafe Self.work(out: model.matrixView(at: index), into: sums, table)
    }
  }

  /// To be called once, when nothing uses the sums any more.
  func deallocate() { unsafe memory.deallocate() }

  /// Bytes of memory taken.
  var byteCount: Int { unsafe memory.count }

  /// The sums of a matrix of the file, or nil where it has none.
  @unsafe
  func address(ofMatrix index: Int) -> UnsafePointer<Int16>? {
    let start = unsafe memory.load(fromByteOffset: 4 * index, as: Int32.self)
    return unsafe start == 0 ? nil : UnsafePointer(elements + Int(start))
  }

  private var elements: UnsafeMutablePointer<Int16> {
    // Allocated with at least one element.
    unsafe memory.baseAddress!.assumingMemoryBound(to: Int16.self)
  }

  /// Whether a matrix's sums are of use; they are written where there is an address.
  @unsafe
  private static func work(
    out matrix: MatrixView, into sums: UnsafeMutablePointer<Int16>?,
    _ table: UnsafePointer<lacuna_kernels>
  ) -> Bool {
    let record = matrix.record
    guard record.encoding == .terms, record.axis == .input else { return false }
    return unsafe table.pointee.row_sums(
      matrix.weights.uint8Address, UInt32(record.rows), UInt32(record.columns),
      UInt32(record.log2GroupSize), UInt32(record.termsPerGroup), matrix.codebook.int8Address, sums)
      != 0
  }
}

extension LayerRecord {
  /// The indices of the matrices that vectors are multiplied with: all but an embedding's.
  fileprivate var multipliedMatrices: [Int] {
    kind == .embedding ? [] : [matrix, recurrentMatrix, projection].compactMap { $0 }
  }
}
