import LacunaDense

extension Recipe {
  /// Reads a recipe.
  ///
  /// - Throws: `ImportError` with the JSON path of what is wrong.
  init(path: String) throws(ImportError) {
    let file = try SourceFile(path: path)
    try self.init(try file.copy(0..<file.count, place: "recipe"), path: path)
  }

  /// Reads a recipe that a file at `path` might have.
  init(_ bytes: [UInt8], path: String) throws(ImportError) {
    let document = try JSONParser.parse(bytes, path: path)
    try self.init(JSONNode(value: document, jsonPath: "", file: path))
  }

  init(_ node: JSONNode) throws(ImportError) {
    let list = try node.object(keys: ["networks"]).required("networks")
    networks = []
    var names: Set<String> = []
    for element in try list.elements() {
      let network = try RecipeNetwork(element)
      guard names.insert(network.name).inserted else {
        throw element.fail(
          expected: "a name that no other network has", found: "\"\(network.name)\"")
      }
      networks.append(network)
    }
    guard !networks.isEmpty else {
      throw list.fail(expected: "at least one network", found: "none")
    }
  }
}

extension RecipeNetwork {
  fileprivate init(_ node: JSONNode) throws(ImportError) {
    let object = try node.object(keys: ["name", "vocabulary", "unit", "layers"])
    let nameNode = try object.required("name")
    name = try nameNode.string()
    // What a network record of the file can hold.
    guard (1...255).contains(name.utf8.count) else {
      throw nameNode.fail(
        expected: "a name of 1 to 255 bytes", found: "\(name.utf8.count) bytes")
    }
    place = node.jsonPath
    let unit = try object["unit"]?.choice(of: DenseVocabulary.Unit.self)
    if let vocabulary = try object["vocabulary"]?.string() {
      self.vocabulary = RecipeVocabulary(path: vocabulary, unit: unit ?? .word)
    } else if let unit = object["unit"] {
      throw unit.fail(expected: "\"unit\" only beside \"vocabulary\"", found: "it alone")
    }
    let list = try object.required("layers")
    layers = []
    for element in try list.elements() {
      layers += try RecipeLayer.parse(element)
    }
    guard !layers.isEmpty else {
      throw list.fail(expected: "at least one layer", found: "none")
    }
  }
}

extension RecipeArray {
  /// A name, or an object that also says how to compress.
  init(matrix node: JSONNode) throws(ImportError) {
    if case .string(let name) = node.value {
      self.init(name: name, place: node.jsonPath)
      return
    }
    guard case .object = node.value else {
      throw node.fail(expected: "an array's name, or an object with the key \"array\"")
    }
    let object = try node.object(keys: ["array", "encoding", "codebook", "axis"])
    var choice = ArrayChoice(
      encoding: try object["encoding"]?.string(), axis: try object["axis"]?.string())
    if let codebook = object["codebook"] {
      if case .array = codebook.value {
        choice.codebookValues = try codebook.integers()
      } else {
        choice.codebook = try codebook.string()
      }
    }
    self.init(
      name: try object.required("array").string(), choice: choice, place: node.jsonPath)
  }

  /// A bias, which is a name only.
  init(bias node: JSONNode) throws(ImportError) {
    self.init(name: try node.string(), place: node.jsonPath)
  }
}
