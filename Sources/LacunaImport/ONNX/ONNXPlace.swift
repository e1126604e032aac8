/// Where in an ONNX file something is: what its errors begin with.
struct ONNXPlace: Sendable {
  let path: String
  /// `initializer "w"`, `node 3, LSTM "/lstm/LSTM"`; nil for the file itself.
  let name: String?

  /// The bytes or the graph break a rule of the format.
  func malformed(expected: String, found: String) -> ImportError {
    .malformed(ImportProblem(path: path, place: name, expected: expected, found: found))
  }

  /// The graph may be right, and means what is not read here.
  func unsupported(expected: String, found: String) -> ImportError {
    .unsupported(ImportProblem(path: path, place: name, expected: expected, found: found))
  }

  /// An axis of `rank` axes, of which negative ones count from the last.
  func axis(_ axis: Int, rank: Int) throws(ImportError) -> Int {
    guard (-rank..<rank).contains(axis) else {
      throw malformed(expected: "an axis of \(rank)", found: "\(axis)")
    }
    return axis < 0 ? axis + rank : axis
  }

  /// Several axes, none of them twice.
  func axes(_ axes: [Int], rank: Int) throws(ImportError) -> [Int] {
    var result: [Int] = []
    for index in axes {
      let axis = try axis(index, rank: rank)
      guard !result.contains(axis) else {
        throw malformed(expected: "axes that differ", found: "\(axes)")
      }
      result.append(axis)
    }
    return result
  }
}
