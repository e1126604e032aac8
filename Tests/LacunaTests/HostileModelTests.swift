import Lacuna
import Testing

/// What is valid and still asks for too much.
@Suite struct HostileModelTests {
  @Test func `a vocabulary of long entries costs no more than its text`() throws {
    let entries = (1...600).map { String(repeating: "a", count: $0) }
    let tokenizer = Tokenizer(unit: .character, entries: entries)
    let ids = try tokenizer.encode(String(repeating: "a", count: 60_000))
    #expect(ids == [Int](repeating: 599, count: 100))
  }

  @Test func `the memory of a session is bounded by the file and the streams, without a trap`() {
    #expect(InferenceSession.mostMemory(fileByteCount: 1000, streams: 1) == 16_777_216 + 32_000)
    #expect(InferenceSession.mostMemory(fileByteCount: .max, streams: .max) == .max)
  }
}
