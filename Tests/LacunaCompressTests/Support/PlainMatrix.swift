/// A matrix decoded weight by weight, from the formulas of `spec/encodings.md`.
struct PlainMatrix {
  let file: PlainFile
  let record: Int
  let weights: Int
  let rowExponents: Int

  var name: String { file.name(record) }
  var encoding: Int { file.number(record + 6, 1) }
  var isOutputAxis: Bool { file.number(record + 7, 1) == 1 }
  var positionBits: Int { file.number(record + 8, 1) }
  var groupSize: Int { 1 << positionBits }
  var termsPerGroup: Int { file.number(record + 9, 1) }
  var rows: Int { file.number(record + 12, 4) }
  var columns: Int { file.number(record + 16, 4) }
  var codebook: [Int] { (0..<32).map { file.int8(record + 32 + $0) } }
  var exponents: [Int] { (0..<(rows + 15) / 16 * 16).map { file.int8(rowExponents + $0) } }

  private var groupCount: Int {
    ((isOutputAxis ? rows : columns) + groupSize - 1) / groupSize
  }

  /// The bytes of the terms of the group that holds a weight.
  func group(_ row: Int, _ column: Int) -> [UInt8] {
    (0..<termsPerGroup).map { slot in
      if isOutputAxis {
        let start = termsPerGroup * groupCount * column + termsPerGroup * (row / groupSize)
        return file.bytes[weights + start + slot]
      }
      let count = termsPerGroup * groupCount
      let term = termsPerGroup * (column / groupSize) + slot
      let lane = min(4, count - 4 * (term / 4))
      return file.bytes[
        weights + 16 * count * (row / 16) + 64 * (term / 4) + lane * (row % 16) + term % 4]
    }
  }

  /// `v[row, column]`
  func integer(_ row: Int, _ column: Int) -> Int {
    switch encoding {
    case 1:
      let position = (isOutputAxis ? row : column) % groupSize
      return group(row, column).filter { Int($0) % groupSize == position }
        .reduce(0) { $0 + codebook[Int($1) >> positionBits] }
    case 2:
      let start = 64 * ((columns + 7) / 8) * (row / 16) + 64 * (column / 8)
      let byte = file.bytes[weights + start + 4 * (row % 16) + column % 4]
      return codebook[column % 8 >= 4 ? Int(byte >> 4) : Int(byte & 15)]
    default:
      let start = 64 * ((columns + 3) / 4) * (row / 16) + 64 * (column / 4)
      return file.int8(weights + start + 4 * (row % 16) + column % 4)
    }
  }

  /// `w[row, column]`
  func weight(_ row: Int, _ column: Int) -> Float {
    let scale = Double(sign: .plus, exponent: file.int8(rowExponents + row), significand: 1)
    return Float(Double(integer(row, column)) * scale)
  }

  /// Row after row.
  var values: [Float] {
    (0..<rows).flatMap { row in (0..<columns).map { weight(row, $0) } }
  }
}
