import LacunaDense

/// A dense model and how it came to be one.
public struct ImportedModel: Sendable {
  public let model: DenseModel
  /// The recipe's choices of compression, by the array's name.
  public let choices: [String: ArrayChoice]
  /// Arrays of the file that no layer uses, in the file's order.
  public let unusedArrays: [String]
  /// Bytes of the model as float32: each matrix once, and biases as the source has them.
  public let denseByteCount: Int
  /// `NumPy .npz, 12 arrays`.
  public let formatDescription: String
  /// The file's arrays; none where the format has more than arrays.
  public var arrays: [SourceArray] = []
  /// Names of each layer's biases, network after network; none where the format has no names.
  public var biasNames: [[String]] = []
}

/// Reads a dense model from a file of arrays (NumPy, safetensors or PyTorch), or from an ONNX file,
/// whose graph takes the place of a recipe where there is none.
///
/// Matrices are not read here, except for their CRC-32: they stay in the file's map until someone
/// reads their rows. Without a recipe, the names must be those of a PyTorch state dictionary.
///
/// - Parameters:
///   - path: the file with the arrays.
///   - recipe: a JSON file that says which arrays make which layers.
/// - Throws: `ImportError`: `inputOutput` where a file cannot be read, and otherwise the place,
///   what was expected there, and what was found.
public func importModel(path: String, recipe: String?) throws(ImportError) -> ImportedModel {
  try importModel(from: try ArrayFile(path: path), recipe: recipe)
}

/// Reads a dense model from a file that is open already; see ``importModel(path:recipe:)``.
public func importModel(
  from file: ArrayFile, recipe: String?
) throws(ImportError) -> ImportedModel {
  guard let recipe else {
    if let graph = file.onnx { return try importONNX(file, graph: graph) }
    return try importModel(from: file, try StateDictionary(file).recipe(), recipePath: "")
  }
  return try importModel(from: file, try Recipe(path: recipe), recipePath: recipe)
}

/// Reads a dense model from a file that is open already, by a recipe that a file at `recipePath`
/// might have; see ``importModel(path:recipe:)``.
public func importModel(
  from file: ArrayFile, recipe bytes: [UInt8], recipePath: String
) throws(ImportError) -> ImportedModel {
  try importModel(from: file, try Recipe(bytes, path: recipePath), recipePath: recipePath)
}

private func importModel(
  from file: ArrayFile, _ recipe: Recipe, recipePath path: String
) throws(ImportError) -> ImportedModel {
  let folder = path[..<(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)]
  var builder = ModelBuilder(file: file, recipeFolder: String(folder))
  let model = try builder.model(recipe)
  return ImportedModel(
    model: model, choices: builder.choices,
    unusedArrays: file.unusedArrays(builder.used),
    denseByteCount: model.denseByteCount,
    formatDescription: file.formatDescription(),
    arrays: file.arrays, biasNames: recipe.networks.flatMap(\.layers).map(\.biasNames))
}
