/// The encodings that tests go through.
package enum EncodingCases {
  /// Both axes, every group size, few, odd, many and full terms, and the two dense encodings.
  package static let all: [MatrixEncoding] = {
    var cases: [MatrixEncoding] = [.codes, .int8]
    for axis in [MatrixEncoding.Axis.input, .output] {
      for (groupLog2, counts) in [(3, [1, 3, 8]), (4, [1, 2, 5, 16]), (5, [1, 4, 7, 32])] {
        cases += counts.map { .terms(axis: axis, groupLog2: groupLog2, k: $0) }
      }
    }
    return cases
  }()

  /// One of each kind, for tests that multiply by something else.
  package static let few: [MatrixEncoding] = [
    .codes, .int8,
    .terms(axis: .input, groupLog2: 4, k: 2), .terms(axis: .output, groupLog2: 4, k: 2),
    .terms(axis: .input, groupLog2: 3, k: 1), .terms(axis: .output, groupLog2: 5, k: 7),
  ]
}
