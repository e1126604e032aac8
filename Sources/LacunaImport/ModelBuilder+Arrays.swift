import LacunaDense

extension ModelBuilder {
  /// An array of two axes, after leading axes of extent 1 (ONNX has one for the directions), as
  /// `[outputs, inputs]`.
  mutating func matrix(
    _ source: RecipeArray, isTransposed: Bool
  ) throws(ImportError) -> DenseMatrix {
    let array = try find(source)
    var shape = array.shape[...]
    var strides = array.strides[...]
    while shape.count > 2 && shape.first == 1 {
      shape = shape.dropFirst()
      strides = strides.dropFirst()
    }
    guard shape.count == 2, shape.allSatisfy({ $0 > 0 }),
      let rows = shape.first, let columns = shape.last,
      let rowStride = strides.first, let columnStride = strides.last
    else {
      throw shapeError(source, expected: "a matrix of two axes, neither of them empty")
    }
    let storage = try file.storage(of: array)
    // One array under two names is compressed under the first.
    try choose(source, for: storage.name)
    let matrix = DenseMatrix(
      storage: storage, rows: rows, columns: columns, rowStride: rowStride,
      columnStride: columnStride)
    return isTransposed ? matrix.transposed() : matrix
  }

  /// Checks a matrix's shape; the message has both shapes as the file has them.
  func check(
    _ matrix: DenseMatrix, _ source: RecipeArray, rows: Int, columns: Int
  ) throws(ImportError) {
    guard matrix.rows == rows && matrix.columns == columns else {
      let expected = matrix.isTransposed ? [columns, rows] : [rows, columns]
      throw shapeError(source, expected: "shape \(expected)")
    }
  }

  /// An array of `count` finite values on one axis, after leading axes of extent 1.
  mutating func vector(_ source: RecipeArray, count: Int) throws(ImportError) -> [Float] {
    let array = try find(source)
    guard array.shape.drop(while: { $0 == 1 && count != 1 }) == [count] || array.shape == [count]
    else {
      throw shapeError(source, expected: "shape \([count])")
    }
    return try finiteValues(of: array, source)
  }

  /// One bias of `count` values, or the input's and the recurrent one in one array: `[2, count]`
  /// (Keras) or `[1, 2·count]` (ONNX).
  mutating func oneOrTwoVectors(
    _ source: RecipeArray, count: Int
  ) throws(ImportError) -> [[Float]] {
    let array = try find(source)
    let shape = Array(array.shape.drop { $0 == 1 })
    guard shape == [2, count] || shape == [2 * count] else {
      let isVector = shape == [count] || (count == 1 && shape.isEmpty && !array.shape.isEmpty)
      guard isVector else {
        throw shapeError(
          source, expected: "shape \([count]), or \([2, count]) for two biases in one array")
      }
      return [try finiteValues(of: array, source)]
    }
    let values = try finiteValues(of: array, source)
    return [Array(values[..<count]), Array(values[count...])]
  }

  func checkFinite(_ values: [Float], _ sources: [RecipeArray]) throws(ImportError) {
    guard let index = values.firstIndex(where: { !$0.isFinite }) else { return }
    throw .malformed(
      ImportProblem(
        path: file.path, place: sources.map(label).joined(separator: " and "),
        byteOffset: sources.first.flatMap { file.array(named: $0.name)?.byteOffset },
        expected: "finite values", found: "\(values[index]) at index \(index)"))
  }

  private func finiteValues(
    of array: SourceArray, _ source: RecipeArray
  ) throws(ImportError) -> [Float] {
    let values = array.values(in: try file.storage(of: array))
    try checkFinite(values, [source])
    return values
  }

  private mutating func find(_ source: RecipeArray) throws(ImportError) -> SourceArray {
    guard let array = file.array(named: source.name) else {
      throw .malformed(
        ImportProblem(
          path: file.path, place: label(source), expected: "an array \"\(source.name)\"",
          found: "only \(file.arrays.map(\.name).joined(separator: ", "))"))
    }
    used.insert(source.name)
    return array
  }

  /// Records how the recipe wants an array compressed, which must not be two ways.
  private mutating func choose(
    _ source: RecipeArray, for name: String
  ) throws(ImportError) {
    guard !source.choice.isEmpty else { return }
    if let other = choices[name], other != source.choice {
      throw .malformed(
        ImportProblem(
          path: file.path, place: label(source),
          expected: "the same encoding, codebook and axis wherever the array is used",
          found: "others"))
    }
    choices[name] = source.choice
  }

  private func shapeError(_ source: RecipeArray, expected: String) -> ImportError {
    .malformed(
      ImportProblem(
        path: file.path, place: label(source),
        byteOffset: file.array(named: source.name)?.byteOffset, expected: expected,
        found: "shape \(file.array(named: source.name)?.shape ?? [])"))
  }

  private func label(_ source: RecipeArray) -> String {
    source.place.isEmpty ? "array \(source.name)" : "\(source.place), array \(source.name)"
  }
}
