import LacunaFormat

/// What changed from one file to another: bytes, records, and for each matrix its numbers.
///
/// Matrices are paired by their names, networks and layers by their places.
public struct ModelDifference: Sendable {
  /// A property that the files do not share.
  public struct Change: Sendable, Equatable {
    /// What it is of, as in `network "model", layer 0`.
    public let place: String
    public let property: String
    /// Nil where the first file has no such thing.
    public let old: String?
    /// Nil where the second file has no such thing.
    public let new: String?
  }

  /// Bytes of the two files.
  public let byteCounts: (old: Int, new: Int)
  /// Whether the files are the same, byte for byte.
  public let isSame: Bool
  /// Header, sections, metadata, vocabularies, activations, layers, in this order.
  public let changes: [Change]
  /// Matrices of both files whose encoding or numbers differ, in the order of the second file.
  public let matrices: [MatrixDifference]
  /// Matrices of both files that are the same.
  public let sameMatrixCount: Int
  /// Names of matrices that only the first file has.
  public let removedMatrices: [String]
  /// Names of matrices that only the second file has.
  public let addedMatrices: [String]

  /// O(weights).
  public init(from old: ModelView, to new: ModelView) {
    byteCounts = (old.bytes.byteCount, new.bytes.byteCount)
    isSame = equal(old.bytes, new.bytes)
    guard !isSame else {
      (changes, matrices, removedMatrices, addedMatrices) = ([], [], [], [])
      sameMatrixCount = new.layout.matrixCount
      return
    }
    let oldNames = Self.matrixNames(of: old)
    let newNames = Self.matrixNames(of: new)
    // Where a file breaks rule G15 and has a name twice, the first matrix with it counts.
    let oldIndices = Dictionary(
      oldNames.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var matrices: [MatrixDifference] = []
    var sameCount = 0
    for (index, name) in newNames.enumerated() {
      guard let other = oldIndices[name] else { continue }
      let difference = MatrixDifference(
        name: name, from: old.matrixView(at: other), to: new.matrixView(at: index))
      if difference.isSame { sameCount += 1 } else { matrices.append(difference) }
    }
    self.matrices = matrices
    sameMatrixCount = sameCount
    let known = Set(newNames)
    removedMatrices = oldNames.filter { !known.contains($0) }
    addedMatrices = newNames.filter { oldIndices[$0] == nil }
    var finder = ChangeFinder()
    finder.find(from: ModelReport(old), to: ModelReport(new))
    finder.findNumbers(from: old, to: new)
    changes = finder.changes
  }

  private static func matrixNames(of model: ModelView) -> [String] {
    (0..<model.layout.matrixCount).map { decodedUTF8(model.utf8(of: model.matrix(at: $0).name)) }
  }
}

/// Whether two runs of bytes are the same.
func equal(_ first: RawSpan, _ second: RawSpan) -> Bool {
  guard first.byteCount == second.byteCount else { return false }
  for offset in 0..<first.byteCount where first.byte(at: offset) != second.byte(at: offset) {
    return false
  }
  return true
}
