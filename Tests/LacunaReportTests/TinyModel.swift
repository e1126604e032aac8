import LacunaFormat
import LacunaTestSupport

/// A file small enough to count by hand, with every encoding and both axes:
///
/// | Section | Holds |
/// |---|---|
/// | 2, 3 | `w` [12, 10], terms, 2 of 8 along the input axis |
/// | 4, 5 | `u` [12, 3], terms, 3 of 8 along the output axis |
/// | 6, 7 | `c` [4, 3], codes |
/// | 8, 9 | `d` [2, 4], int8 |
/// | 10, 11 | biases of 12 and 2 values |
/// | 12 | an activation table |
/// | 13 | a vocabulary of 2 words |
/// | 14 | metadata |
enum TinyModel {
  static let shift = [0, 1, 2, 4, 8, 16, 32, 64, -1, -2, -4, -8, -16, -32, -64]
  static let fitted = [0, 3, 5, -7, 100]

  static var description: ModelDescription {
    var model = ModelDescription()
    model.networks = [
      NetworkDescription(
        name: "n",
        layers: [
          layer(
            .lstm, 10, 3, matrix: 0, recurrent: 1, bias: 0, activations: [0, 0, 1, 0, 1],
            denseBiases: 24),
          layer(.linear, 3, 4, matrix: 2),
          layer(.linear, 4, 2, matrix: 3, bias: 1, denseBiases: 2),
        ], vocabulary: 0)
    ]
    model.matrices = [inputTerms, outputTerms, codes, int8]
    model.biases = [
      BiasDescription(exponent: -12, values: [Int](repeating: 7, count: 12)),
      BiasDescription(exponent: -16, values: [1, -1]),
    ]
    model.tables = [activationTable { $0 < -1 ? -1 : $0 > 1 ? 1 : $0 }]
    model.activations = [
      .clipped(shift: 2, offset: 16384, low: 0, high: 32767), .table(0),
    ]
    model.vocabularies = [VocabularyDescription(unit: 1, entries: ["yes", "nö"])]
    model.metadata = MetadataDescription(
      records: [(key: "title", value: .text("tiny"))], slack: 8)
    return model
  }

  /// Groups of columns 0–7 and 8–9; rows 0 and 1 are not empty.
  static let inputTerms = MatrixDescription(
    name: "w", rows: 12, columns: 10, encoding: .terms(axis: .input, groupLog2: 3, k: 2),
    codebook: filled(shift),
    codes: [
      PlacedCode(row: 0, column: 2, code: 1), PlacedCode(row: 0, column: 5, code: 7),
      PlacedCode(row: 0, column: 9, code: 8), PlacedCode(row: 1, column: 3, code: 2),
      PlacedCode(row: 1, column: 3, code: 4),
    ],
    rowExponents: [-9, -8, -8, -8, -8, -8, -8, -8, -8, -8, -8, -8])

  /// Groups of rows 0–7 and 8–11; columns 0 and 2 are not empty.
  static let outputTerms = MatrixDescription(
    name: "u", rows: 12, columns: 3, encoding: .terms(axis: .output, groupLog2: 3, k: 3),
    codebook: filled(fitted),
    codes: [
      PlacedCode(row: 1, column: 0, code: 1), PlacedCode(row: 7, column: 0, code: 4),
      PlacedCode(row: 8, column: 2, code: 3),
    ],
    rowExponents: [Int](repeating: -7, count: 12))

  static let codes = MatrixDescription(
    name: "c", rows: 4, columns: 3, encoding: .codes, codebook: filled(shift),
    codes: [
      PlacedCode(row: 0, column: 0, code: 1), PlacedCode(row: 3, column: 2, code: 14),
    ],
    rowExponents: [-6, -6, -6, -6])

  static let int8 = MatrixDescription(
    name: "d", rows: 2, columns: 4, encoding: .int8, codebook: filled([]),
    codes: [
      PlacedCode(row: 0, column: 0, code: -127), PlacedCode(row: 1, column: 1, code: 127),
      PlacedCode(row: 1, column: 3, code: 1),
    ],
    rowExponents: [-7, -7])

  private static func filled(_ codebook: [Int]) -> [Int] {
    codebook + [Int](repeating: 0, count: 32 - codebook.count)
  }

  static func layer(
    _ kind: LayerDescription.Kind, _ inputSize: Int, _ outputSize: Int, matrix: Int,
    recurrent: Int? = nil, bias: Int? = nil, activations: [Int] = [], denseBiases: Int = 0
  ) -> LayerDescription {
    var layer = LayerDescription(
      kind: kind, inputSize: inputSize, outputSize: outputSize, matrix: matrix,
      recurrentMatrix: recurrent, bias: bias, activations: activations)
    layer.denseBiasCount = denseBiases
    return layer
  }
}

extension [UInt8] {
  /// Where the section at `index` starts, by the section table.
  func offset(ofSection index: Int) -> Int { unsigned(at: 64 + 32 * index + 8, size: 8) }

  /// The file with one byte of a section changed, and all checksums right.
  func changing(section: Int, byte: Int, to value: UInt8) -> [UInt8] {
    var changed = self
    changed[offset(ofSection: section) + byte] = value
    changed.resealModelFile()
    return changed
  }
}

/// What opening and verifying a file says: nil when it keeps every rule.
func verificationError(of file: [UInt8]) throws -> FormatError? {
  let model = unsafe try ModelView(validating: file.span.bytes)
  do throws(FormatError) {
    try model.verify()
    return nil
  } catch {
    return error
  }
}
