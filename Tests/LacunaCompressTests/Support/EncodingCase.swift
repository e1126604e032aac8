import LacunaCompress
import Testing

/// An encoding, codebook and axis, and a shape to try them on.
struct EncodingCase: CustomTestStringConvertible, Sendable {
  let encoding: MatrixEncoding
  let codebook: CodebookProfile
  let axis: String
  let rows: Int
  let columns: Int

  var testDescription: String { "\(encoding) \(codebook) \(axis) [\(rows), \(columns)]" }

  static let all: [EncodingCase] = {
    var cases: [EncodingCase] = []
    // Fitting takes its time without optimization: one ragged shape is enough for it.
    for (rows, columns, codebook) in [
      (16, 32, CodebookProfile.shift), (1, 1, .shift), (50, 19, .shift), (18, 37, .fitted),
    ] {
      do {
        var encodings: [MatrixEncoding] = [.codes, .int8]
        for g in [8, 16, 32] {
          for k in codebook == .shift ? [1, 2, 3, g] : [3] { encodings.append(.terms(k: k, g: g)) }
        }
        for encoding in encodings {
          var axes = ["input"]
          if case .terms = encoding { axes.append("output") }
          for axis in axes {
            cases.append(
              EncodingCase(
                encoding: encoding, codebook: codebook, axis: axis, rows: rows,
                columns: columns))
          }
        }
      }
    }
    return cases
  }()
}
