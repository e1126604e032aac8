import LacunaTestSupport

/// What `tools/embedded/harness/main.c` reads.
struct ProbeCommands {
  private(set) var bytes: [UInt8] = []

  private mutating func begin(_ letter: Character, _ numbers: Int...) {
    bytes.append(letter.asciiValue ?? 0)
    for number in numbers { bytes.append(number, size: 4) }
  }

  mutating func load(_ file: [UInt8]) {
    begin("M", file.count)
    bytes += file
  }

  mutating func verify() { begin("Y") }
  mutating func digest() { begin("D") }
  mutating func start(network: Int, streams: Int = 1) { begin("N", network, streams) }
  mutating func step(token: Int) { begin("T", token) }

  mutating func step(tokens: [Int]) {
    begin("S", tokens.count)
    for token in tokens { bytes.append(token, size: 4) }
  }

  mutating func stepCounted(token: Int) { begin("C", token) }

  mutating func step(features: [Float]) {
    begin("F", features.count)
    for feature in features { bytes.append(Int(feature.bitPattern), size: 4) }
  }

  mutating func step(vector: [Int8], exponent: Int) {
    begin("V", vector.count, exponent)
    bytes += vector.map { UInt8(bitPattern: $0) }
  }

  mutating func run(tokens: [Int]) {
    begin("K", tokens.count)
    for token in tokens { bytes.append(token, size: 4) }
  }

  mutating func run(features: [[Float]]) {
    begin("G", features.reduce(0) { $0 + $1.count })
    for feature in features.joined() { bytes.append(Int(feature.bitPattern), size: 4) }
  }

  mutating func recurrentLayer(_ layer: Int) { begin("L", layer) }

  mutating func readState(_ layer: Int, part: Int, stream: Int = 0, count: Int) {
    begin("R", layer, part, stream, count)
  }

  mutating func writeState(_ layer: Int, part: Int, stream: Int = 0, _ values: [Int]) {
    begin("W", layer, part, stream, values.count)
    for value in values { bytes.append(value, size: 4) }
  }
}

/// What it writes, taken in order.
struct ProbeAnswers {
  private let bytes: [UInt8]
  private var offset = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Whether all has been taken.
  var isAtEnd: Bool { offset == bytes.count }

  private mutating func take(_ size: Int) throws -> Int {
    guard offset + size <= bytes.count else { throw AnswersEnd(at: bytes.count) }
    defer { offset += size }
    return bytes.signed(at: offset, size: size)
  }

  mutating func number() throws -> Int { try take(4) }
  mutating func wideNumber() throws -> Int { try take(8) }

  mutating func numbers(_ count: Int) throws -> [Int] {
    try (0..<count).map { _ in try number() }
  }
}

struct AnswersEnd: Error {
  let at: Int
}
