import LacunaCompress
import LacunaFormat
import Testing

/// Choices as a command line writes them.
struct ChoiceTests {
  @Test("Encodings are parsed, and written the same way")
  func encodings() throws {
    #expect(try MatrixEncoding(parsing: "terms:2/16") == .terms(k: 2, g: 16))
    #expect(try MatrixEncoding(parsing: "terms:32/32") == .terms(k: 32, g: 32))
    for text in ["terms:1/8", "terms:3/32", "codes", "int8"] {
      #expect(try MatrixEncoding(parsing: text).description == text)
    }
  }

  @Test(
    "Anything else is refused",
    arguments: [
      "", "terms", "terms:", "terms:2", "terms:2/", "terms:/16", "terms:2/12", "terms:0/16",
      "terms:17/16", "terms:-1/16", "terms:2/16/1", "terms:+2/16", "terms:02/16", "terms: 2/16",
      "terms:99999999999999999999/16", "Codes", "int4", "int8 ",
    ])
  func refusedEncodings(_ text: String) {
    let error = #expect(throws: ChoiceError.self) { try MatrixEncoding(parsing: text) }
    #expect(error?.found == text && error?.subject == "encoding")
  }

  @Test("Codebooks and axes have two names each")
  func names() throws {
    #expect(try CodebookProfile(parsing: "shift") == .shift)
    #expect(try CodebookProfile(parsing: "fitted") == .fitted)
    #expect(try GroupAxis(parsing: "input") == .input)
    #expect(try GroupAxis(parsing: "output") == .output)
    #expect(throws: ChoiceError.self) { try CodebookProfile(parsing: "linear") }
    #expect(throws: ChoiceError.self) { try GroupAxis(parsing: "row") }
  }

  @Test("What is said by name counts most, then the recipe, then the role")
  func ranks() throws {
    var choices = ScopedChoices(standard: MatrixEncoding.int8)
    #expect(choices[name: "w", role: .recurrent] == .int8)
    try choices.choose(parsing: "codes")
    #expect(choices[name: "w", role: .recurrent] == .codes)
    #expect(choices[name: "w", role: .linear] == .int8)
    try choices.choose(parsing: "linear=terms:1/8")
    #expect(choices[name: "w", role: .linear] == .terms(k: 1, g: 8))
    #expect(choices[name: "w", role: .embedding] == .int8)
    choices.choose(.terms(k: 4, g: 8), forArrayInRecipe: "w")
    #expect(choices[name: "w", role: .linear] == .terms(k: 4, g: 8))
    try choices.choose(parsing: "w=int8")
    choices.choose(.codes, forArrayInRecipe: "w")
    #expect(choices[name: "w", role: .linear] == .int8)
    try choices.choose(parsing: "w=codes")
    #expect(choices[name: "w", role: .linear] == .codes)
  }

  @Test("An array's name may have an equals sign")
  func equalsSign() throws {
    var choices = ScopedChoices(standard: MatrixEncoding.int8)
    try choices.choose(parsing: "a=b=codes")
    #expect(choices[name: "a=b", role: .recurrent] == .codes)
  }
}
