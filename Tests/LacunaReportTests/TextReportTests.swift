import LacunaReport
import LacunaTestSupport
import Testing

@Suite struct TextReportTests {
  private func text(_ model: ModelDescription, color: Bool = false) throws -> String {
    try report(on: model.fileBytes()).text(color: color)
  }

  private func words(_ line: Substring) -> [Substring] { line.split(separator: " ") }

  /// The first line that begins with these words.
  private func line(_ text: String, _ beginning: String) throws -> Substring {
    try #require(
      text.split(separator: "\n").first {
        words($0).joined(separator: " ").hasPrefix(beginning)
      }, "\(beginning)\n\(text)")
  }

  @Test func theTextStatesHeaderSizesAndSections() throws {
    let file = TinyModel.description.fileBytes()
    let text = try report(on: file).text(color: false)
    #expect(
      text.hasPrefix("Lacuna model, format 1.0: 2,560 bytes, 1 network, 4 matrices, 15 sections"))
    let crc = String(file.unsigned(at: 60, size: 4), radix: 16)
    #expect(text.split(separator: "\n")[0].hasSuffix(crc))
    #expect(
      words(try line(text, "whole file"))
        == ["whole", "file", "176", "808", "B", "2,560", "B", "0.32x", "116.364"])
    #expect(
      words(try line(text, "recurrent layers"))
        == ["recurrent", "layers", "156", "720", "B", "384", "B", "1.88x", "19.692"])
    let section = words(try line(text, "4 weights"))
    #expect(section.prefix(5) == ["4", "weights", "1,344", "18", "B"])
    #expect(section[5].count == 8)
    #expect(section[6] == "u")
    #expect(words(try line(text, "sum")) == ["sum", "2,560", "B", "100.0%"])
  }

  @Test func theTextStatesEachMatrix() throws {
    let text = try text(TinyModel.description)
    #expect(
      words(try line(text, "w 12"))
        == [
          "w", "12", "x", "10", "terms:2/8", "input", "shift", "128", "B", "3.3%", "8.533",
          "1.200", "2.000", "0.800", "4.533",
        ])
    #expect(
      words(try line(text, "d 2"))
        == [
          "d", "2", "x", "4", "int8", "-", "-", "128", "B", "37.5%", "128.000", "0.000", "8.000",
          "2.000", "118.000",
        ])
    #expect(words(try line(text, "in a column")) == ["in", "a", "column", "0", "2"])
    #expect(words(try line(text, "in a lane, of 3")) == ["in", "a", "lane,", "of", "3", "0", "2"])
    #expect(text.contains("input axis: for CPUs"))
    #expect(text.contains("output axis: for microcontrollers"))
  }

  @Test func barsAreAsLongAsTheirCounts() throws {
    let text = try text(TinyModel.description)
    // The exponents of `w`: -9 once and -8 eleven times; 20 characters are the longest bar, and
    // 1/11 of them is 15 eighths, rounded.
    let full = String(repeating: "█", count: 20)
    #expect(words(try line(text, "-8 \(full) 11")).prefix(3) == ["-8", full[...], "11"])
    #expect(words(try line(text, "-9 █▉ 1")).prefix(3) == ["-9", "█▉", "1"])
  }

  @Test func theRowsOfATableLineUp() throws {
    let lines = try text(TinyModel.description).split(separator: "\n")
    let header = try #require(lines.firstIndex { words($0).starts(with: ["#", "kind"]) })
    func end(of text: String, in line: Substring) throws -> Int {
      let range = try #require(line.range(of: text))
      return line.distance(from: line.startIndex, to: range.upperBound)
    }
    for line in lines[(header + 1)...(header + 15)] {
      let cells = words(line)
      for (cell, title) in [
        (cells[2], "offset"), (cells[3] + " B", "length"), (cells[5], "CRC-32"),
      ] {
        #expect(try end(of: String(cell), in: line) == end(of: title, in: lines[header]))
      }
    }
  }

  @Test func noByteOfTheFileReachesTheTerminalRaw() throws {
    var model = TinyModel.description
    model.networks[0].name = "n\u{202E}\\"
    model.matrices[0].name = "w\u{200B}"
    model.vocabularies[0].entries = ["\u{1B}[31m", "a\"\n"]
    model.metadata = MetadataDescription(
      records: [(key: "k\u{2066}", value: .text("\r\n\u{0}\u{9B}31m"))], slack: 0)
    let text = try text(model)
    for scalar in text.unicodeScalars where scalar != "\n" {
      #expect(
        ![.control, .format, .lineSeparator].contains(scalar.properties.generalCategory),
        "U+\(String(scalar.value, radix: 16))")
    }
    #expect(text.contains("n\\u{202e}\\u{5c}"))
    #expect(text.contains("\"\\u{1b}[31m\" \"a\\\"\\u{a}\""))
    #expect(text.contains("\"\\u{d}\\u{a}\\u{0}\\u{9b}31m\""))
  }

  @Test func longTextsAreCut() throws {
    var model = TinyModel.description
    model.matrices[0].name = String(repeating: "w", count: 255)
    model.metadata = MetadataDescription(
      records: [(key: "k", value: .text(String(repeating: "x", count: 5000)))], slack: 0)
    let text = try text(model)
    #expect(text.contains(String(repeating: "x", count: 60) + "…"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count < 220 })
  }

  @Test func colourAddsEscapesAndNothingElse() throws {
    let plain = try text(TinyModel.description)
    let coloured = try text(TinyModel.description, color: true)
    #expect(!plain.unicodeScalars.contains("\u{1B}"))
    #expect(coloured.unicodeScalars.contains("\u{1B}"))
    var stripped = ""
    var isInEscape = false
    for scalar in coloured.unicodeScalars {
      if scalar == "\u{1B}" { isInEscape = true }
      if !isInEscape { stripped.unicodeScalars.append(scalar) }
      if scalar == "m" { isInEscape = false }
    }
    #expect(stripped == plain)
  }
}
