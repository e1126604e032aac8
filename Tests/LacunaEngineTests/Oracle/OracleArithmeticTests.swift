import LacunaTestSupport
import Testing

/// Values worked out by hand from spec/arithmetic.md.
@Suite struct OracleArithmeticTests {
  @Test func roundIsHalfUp() {
    #expect(OracleArithmetic.round(5, 0) == 5)
    #expect(OracleArithmetic.round(5, 1) == 3)
    #expect(OracleArithmetic.round(-5, 1) == -2)
    #expect(OracleArithmetic.round(-6, 2) == -1)
    #expect(OracleArithmetic.round(-7, 2) == -2)
    #expect(OracleArithmetic.round((1 << 30) - 1, 31) == 0)
    #expect(OracleArithmetic.round(-(1 << 30), 31) == 0)
  }

  @Test func productsOfFractionsRoundHalfUp() {
    #expect(OracleArithmetic.mul15(16384, 1) == 1)
    #expect(OracleArithmetic.mul15(-16384, 1) == 0)
    #expect(OracleArithmetic.mul15(32767, 32767) == 32766)
    #expect(OracleArithmetic.mul15(-32767, 32767) == -32766)
  }

  @Test func to8KeepsMinus128Out() {
    #expect(OracleArithmetic.to8(32767) == 127)
    #expect(OracleArithmetic.to8(-32767) == -127)
    #expect(OracleArithmetic.to8(127) == 0)
    #expect(OracleArithmetic.to8(128) == 1)
    #expect(OracleArithmetic.to8(-128) == 0)
    #expect(OracleArithmetic.to8(-129) == -1)
  }

  /// To the right with rounding, to the left with the clamp before the shift.
  @Test func fixShiftsBothWays() {
    #expect(OracleArithmetic.fix(3, 1) == 2)
    #expect(OracleArithmetic.fix(1 << 29 + 1, 0) == 1 << 29)
    #expect(OracleArithmetic.fix(1_000_000, 400) == 0)
    #expect(OracleArithmetic.fix(-3, -4) == -48)
    #expect(OracleArithmetic.fix(5000, -19) == 1 << 29)
    #expect(OracleArithmetic.fix(-5000, -19) == -(1 << 29))
    #expect(OracleArithmetic.fix(7, -300) == 1 << 29)
    #expect(OracleArithmetic.fix(0, -300) == 0)
  }

  @Test func biasesClamp() {
    #expect(OracleArithmetic.bias(-3, exponent: -12, fraction: 12) == -3)
    #expect(OracleArithmetic.bias(32767, exponent: 0, fraction: 16) == 1 << 29)
    #expect(OracleArithmetic.bias(-32768, exponent: 0, fraction: 16) == -(1 << 29))
    #expect(OracleArithmetic.bias(100, exponent: -2, fraction: 12) == 102_400)
  }

  /// 300 has 9 bits: s = 2, and 300/4 = 75, -255/4 rounds half up from -63.75 to -64.
  @Test func normalizeKeepsSevenBits() {
    let vector = OracleVector(normalizing: [300, -255, 1, 2], exponent: -16)
    #expect(vector == OracleVector(values: [75, -64, 0, 1], exponent: -14))
    // 255 has 8 bits: 127.5 rounds up to 128 and is clamped; -128 has 8 bits too.
    #expect(
      OracleVector(normalizing: [255, -128], exponent: 0)
        == OracleVector(values: [127, -64], exponent: 1))
    #expect(
      OracleVector(normalizing: [0, 0], exponent: 5) == OracleVector(values: [0, 0], exponent: 5))
  }

  /// All below 2^0: exponent -7. 0.998 · 128 = 127.744 rounds to 128 and is clamped; 2.5 and 1.5
  /// go to the even neighbour.
  @Test func floatsRoundToEven() {
    let vector = OracleVector(features: [0.998, -0.5, 2.5 / 128, 1.5 / 128])
    #expect(vector == OracleVector(values: [127, -64, 2, 2], exponent: -7))
    #expect(OracleVector(features: [1]) == OracleVector(values: [64], exponent: -6))
    #expect(
      OracleVector(features: [0, -0.0, .leastNonzeroMagnitude])
        == OracleVector(values: [0, 0, 0], exponent: -126))
    #expect(
      OracleVector(features: [.greatestFiniteMagnitude, -.greatestFiniteMagnitude])
        == OracleVector(values: [127, -127], exponent: 121))
  }

  /// Points 0 and 1 of the table are p = -32768 and -32512; half way lies the mean, half up.
  @Test func tablesAreStraightBetweenTheirPoints() {
    var values = [Int](repeating: 0, count: 257)
    (values[0], values[1], values[255], values[256]) = (-32767, 32767, 100, 200)
    let activation = OracleActivation.table(values)
    #expect(activation(-32768) == -32767)
    #expect(activation(-32640) == 0)
    #expect(activation(-32512) == 32767)
    #expect(activation(32767) == 200)  // (100·1 + 200·255 + 128) >> 8 = 51228 >> 8
    #expect(activation(32512) == 100)
  }

  /// shift 2, offset 1/2: p = 4096 is 1.0, and 1/4 + 1/2 = 0.75.
  @Test func clippedLinear() {
    let activation = OracleActivation.clipped(shift: 2, offset: 16384, low: 0, high: 32767)
    #expect(activation(4096) == 24576)
    #expect(activation(32767) == 32767)
    #expect(activation(-32768) == 0)
    #expect(OracleActivation.clipped(shift: 4, offset: 0, low: -5, high: 32767)(1) == 1)
    #expect(OracleActivation.clipped(shift: 4, offset: 0, low: -5, high: 32767)(-1) == 0)
  }
}
