import Testing

@testable import LacunaImport

@Suite struct JSONParserTests {
  private func parse(_ text: String) throws -> JSONValue {
    try JSONParser.parse(Array(text.utf8), path: "r.json")
  }

  @Test func `every kind of value is read`() throws {
    #expect(
      try parse(
        #" { "a" : [1,-2.5e1, 0.5, -7, 9223372036854775808, 2.0, true, false, null, "" ], "b": {}, "c": [] } "#
      )
        == .object([
          JSONMember(
            key: "a",
            value: .array([
              .integer(1), .number(-25), .number(0.5), .integer(-7), .number(0x1p63), .number(2),
              .boolean(true), .boolean(false), .null, .string(""),
            ])),
          JSONMember(key: "b", value: .object([])),
          JSONMember(key: "c", value: .array([])),
        ]))
    #expect(try parse("\u{FEFF}3") == .integer(3))
  }

  @Test func `escapes are resolved`() throws {
    #expect(
      try parse(#""\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00é""#)
        == .string("\"\\/\u{8}\u{c}\n\r\t\u{e9}\u{1F600}é"))
  }

  @Test(arguments: [
    ("", 0), ("{", 1), ("[1,]", 3), ("[1 2]", 3), (#"{"a":1,}"#, 7), (#"{"a" 1}"#, 5), ("{a:1}", 1),
    ("01", 2), ("-", 1), ("1.", 2), ("1e", 2), ("1e+", 3), ("+1", 0), ("NaN", 0), ("tru", 0),
    ("1 2", 2), ("\"a", 0), ("\"a\nb\"", 2), (#""\x""#, 2), (#""\u12""#, 3), (#""\uD800""#, 7),
    (#""\uD800\u0041""#, 13), (#""\uDC00""#, 7), ("1e999", 0), (#"{"a":1,"a":2}"#, 7), ("'a'", 0),
  ])
  func `what is no JSON is refused with its place`(text: String, offset: Int) throws {
    let error = try #require(importError { _ = try parse(text) }, "\(text)")
    #expect(error.problem?.byteOffset == offset, "\(text)")
  }

  @Test func `bytes that are no UTF-8 are refused`() {
    let bytes: [UInt8] = [0x22, 0xC3, 0x28, 0x22]
    #expect(importError { _ = try JSONParser.parse(bytes, path: "r.json") } != nil)
  }

  @Test func `endless depth is refused`() throws {
    let deep = String(repeating: "[", count: 100_000)
    #expect(importError { _ = try parse(deep) }?.problem?.expected == "at most 64 levels")
    let allowed = String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
    _ = try parse(allowed)
  }
}
