extension CompressionOptions {
  /// Makes the choices that a recipe has for one array, as texts (`spec/recipe.md`); nil leaves a
  /// choice as it is.
  ///
  /// - Throws: `ChoiceError` where a text or a value is none that there is. Choices before it are
  ///   made.
  public mutating func choose(
    forArrayInRecipe name: String, encoding: String? = nil, codebook: String? = nil,
    codebookValues: [Int]? = nil, axis: String? = nil
  ) throws(ChoiceError) {
    if let encoding { self.encoding.choose(try .init(parsing: encoding), forArrayInRecipe: name) }
    if let codebook { self.codebook.choose(try .init(parsing: codebook), forArrayInRecipe: name) }
    if let codebookValues { self.codebookValues[name] = try CodebookValues(codebookValues) }
    if let axis { self.axis.choose(try .init(parsing: axis), forArrayInRecipe: name) }
  }
}
