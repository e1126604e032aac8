/// The encodings that a matrix may get when a target is to be met: the whole dial, in steps of a
/// quarter of a bit a weight at its low end, half a bit in the middle.
enum EncodingMenu {
  static let all: [MatrixEncoding] =
    [.int8, .codes]
    + (1...6).map { .terms(k: $0, g: 8) }
    + (1...12).map { .terms(k: $0, g: 16) }
    + [1, 2, 3, 5, 7, 9, 11].map { .terms(k: $0, g: 32) }
}
