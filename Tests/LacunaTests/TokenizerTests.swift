import Lacuna
import Testing

@Suite struct TokenizerTests {
  private let words = Tokenizer(
    unit: .word,
    entries: ["<unk>", "<eos>", "it", "is", "don't", "o'clock", ".", ",", "a", "truth", "'"])

  @Test func `words are lower-cased, marks stand alone, all else separates`() throws {
    #expect(try words.encode("It is--a TRUTH, (don't)?!.") == [2, 3, 8, 9, 7, 4, 0, 0, 6])
  }

  @Test func `an apostrophe belongs to a word only between letters`() throws {
    #expect(try words.encode("o'clock 'it' is'") == [5, 2, 3])
    #expect(try words.encode("o'clock's") == [5, 0])
  }

  @Test func `a run of blank lines is one end of section`() throws {
    #expect(try words.encode("it\nis") == [2, 3])
    #expect(try words.encode("it\n\nis\n \n\t\n\n a\n") == [2, 1, 3, 1, 8])
    #expect(try words.encode("\nit") == [1, 2])
  }

  @Test func `a vocabulary without an end of section skips blank lines`() throws {
    let plain = Tokenizer(unit: .word, entries: ["it", "is"])
    #expect(try plain.encode("it\n\nis") == [0, 1])
  }

  @Test func `an unknown word without an entry for it is an error with its place`() {
    let plain = Tokenizer(unit: .word, entries: ["it"])
    let error = #expect(throws: Tokenizer.UnknownText.self) { try plain.encode("it was") }
    #expect(error?.offset == 3)
    #expect(error?.text == "was")
  }

  @Test func `words come back with spaces between, and none before a mark`() throws {
    #expect(words.decode([2, 3, 8, 9, 6, 1, 2]) == "it is a truth.\n\nit")
  }

  @Test func `characters take the longest entry and whole scalars`() throws {
    let characters = Tokenizer(unit: .character, entries: ["a", "ab", "é", "\n"])
    #expect(try characters.encode("aabé\n") == [0, 1, 2, 3])
    #expect(characters.decode([1, 2, 3]) == "abé\n")
    let error = #expect(throws: Tokenizer.UnknownText.self) { try characters.encode("aü") }
    #expect(error?.text == "ü")
  }

  @Test func `of equal entries the first has the text`() throws {
    #expect(try Tokenizer(unit: .word, entries: ["it", "it"]).encode("it") == [0])
  }
}
