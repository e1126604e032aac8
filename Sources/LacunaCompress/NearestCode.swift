/// Finds the codebook value nearest to a number by looking it up.
///
/// Values are whole, so the borders between them are whole or halves, and every number from one
/// half to the next has the same nearest value: a table with an entry for each half decides all.
struct NearestCode: Sendable {
  /// The code of the nearest value, `[512]`: entry `i` is for numbers from `i / 2 - 128`.
  let codes: [UInt8]
  /// The nearest value, `[512]`.
  let values: [Float]

  init(_ codebook: Codebook) {
    // Of codes with one value the lowest is used, so that 0 has code 0 only.
    var firstCode: [Int8: UInt8] = [:]
    for (code, value) in codebook.values.enumerated() where firstCode[value] == nil {
      firstCode[value] = UInt8(code)
    }
    let sorted = firstCode.sorted { $0.key < $1.key }
    var codes: [UInt8] = []
    var values: [Float] = []
    for index in 0..<512 {
      let middle = Float(index) / 2 - 127.75
      let nearest = sorted.min { abs(Float($0.key) - middle) < abs(Float($1.key) - middle) }
      codes.append(nearest?.value ?? 0)
      values.append(Float(nearest?.key ?? 0))
    }
    self.codes = codes
    self.values = values
  }

  /// Where in the table sixteen numbers are looked up.
  @inline(__always)
  static func indices(_ numbers: Lanes) -> SIMD16<UInt32> {
    // 2x + 256 rounded down: a half less, rounded to nearest. A whole x gives an even number, so
    // that the tie goes the right way; any other tie lies on a border, where both sides are right.
    let doubled = (numbers * 2).clamped(to: 255) + 255.5
    return (doubled + Lanes(repeating: Lanes.roundingOffset)).bitPatterns & 511
  }

  /// Where in the table a number is looked up.
  @inline(__always)
  static func index(_ number: Float) -> Int {
    let doubled = min(max(number * 2, -255), 255) + 255.5
    return Int((doubled + Lanes.roundingOffset).bitPattern & 511)
  }
}
