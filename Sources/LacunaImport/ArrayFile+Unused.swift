extension ArrayFile {
  /// Names of the arrays that are none of those, nor another name of the same elements.
  func unusedArrays(_ used: Set<String>) -> [String] {
    struct Elements: Hashable {
      let bytes: SourceRegion.Identity
      let shape: [Int]
      let strides: [Int]

      init(_ array: SourceArray) {
        bytes = array.bytes.identity
        shape = array.shape
        strides = array.strides
      }
    }
    let elements = Set(arrays.filter { used.contains($0.name) }.map(Elements.init))
    return arrays.filter { !used.contains($0.name) && !elements.contains(Elements($0)) }
      .map(\.name)
  }
}
