/// The values of a codebook that is given, code by code (`spec/encodings.md`, Codebooks).
public struct CodebookValues: Sendable, Equatable {
  let values: [Int8]

  /// Codes past those given stand for 0, as the first one must.
  ///
  /// - Throws: `ChoiceError` where there is no value or more than 32, where the first is not 0, or
  ///   where one is outside -127 to 127.
  public init(_ values: [Int]) throws(ChoiceError) {
    guard (1...32).contains(values.count), values[0] == 0,
      values.allSatisfy({ (-127...127).contains($0) })
    else {
      throw ChoiceError(
        subject: "codebook", expected: "1 to 32 values from -127 to 127, the first of them 0",
        found: "\(values)")
    }
    self.values = values.map { Int8($0) }
  }

  /// The codebook of a matrix with `codeCount` codes; nil where values past that are not 0.
  func codebook(codeCount: Int) -> Codebook? {
    guard values.dropFirst(codeCount).allSatisfy({ $0 == 0 }) else { return nil }
    let rest = [Int8](repeating: 0, count: max(0, codeCount - values.count))
    return Codebook(values: Array(values.prefix(codeCount)) + rest)
  }
}
