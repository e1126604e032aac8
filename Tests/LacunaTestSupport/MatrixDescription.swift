/// A matrix record with the bytes of its two sections.
package struct MatrixDescription {
  package var name: String
  package var rows: Int
  package var columns: Int
  package var encoding: MatrixEncoding
  /// 32 values; zeros past the last code, and for int8.
  package var codebook: [Int]
  /// The bytes of the weights section.
  package var weights: [UInt8]
  /// The values of the row exponents section, `16·⌈rows/16⌉` of them.
  package var rowExponents: [Int]
}

/// An encoding with its parameters, as spec/encodings.md lays them out.
package enum MatrixEncoding: Hashable, CustomStringConvertible {
  package enum Axis: Int {
    case input, output
  }

  case terms(axis: Axis, groupLog2: Int, k: Int)
  case codes
  case int8

  package var code: Int {
    switch self {
    case .terms: 1
    case .codes: 2
    case .int8: 3
    }
  }

  /// How many of the 32 codebook values are in use.
  package var codeCount: Int {
    switch self {
    case .terms(_, let groupLog2, _): 1 << (8 - groupLog2)
    case .codes: 16
    case .int8: 0
    }
  }

  /// Bytes of the weights section of a matrix of this size.
  package func weightBytes(rows: Int, columns: Int) -> Int {
    let tiles = roundedUp(rows, to: 16) / 16
    switch self {
    case .terms(.input, let groupLog2, let k):
      let group = 1 << groupLog2
      return 16 * k * (roundedUp(columns, to: group) / group) * tiles
    case .terms(.output, let groupLog2, let k):
      let group = 1 << groupLog2
      return k * (roundedUp(rows, to: group) / group) * columns
    case .codes:
      return 64 * (roundedUp(columns, to: 8) / 8) * tiles
    case .int8:
      return 64 * (roundedUp(columns, to: 4) / 4) * tiles
    }
  }

  package var description: String {
    switch self {
    case .terms(let axis, let groupLog2, let k): "terms:\(k)/\(1 << groupLog2) \(axis)"
    case .codes: "codes"
    case .int8: "int8"
    }
  }
}
