import Foundation
import LacunaFile

/// What a command says, and where: data on standard output, everything else on standard error.
enum Console {
  /// Writes text to standard output, with a line end after it.
  static func print(_ text: String = "", terminator: String = "\n") {
    write(text, to: .standardOutput)
    if !terminator.isEmpty { write(terminator, to: .standardOutput) }
  }

  /// Writes a line to standard error, escaped where names from a file would act on a terminal.
  static func note(_ text: String) {
    write(printableText(text) + "\n", to: .standardError)
  }

  /// Writes what went wrong to standard error.
  static func error(_ text: String) {
    note("lacuna: \(text)")
  }

  /// Text in quotation marks, with everything that a terminal might act on escaped.
  static func quoted(_ text: String) -> String {
    "\"" + printable(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")) + "\""
  }

  /// Text with everything that a terminal might act on escaped.
  static func printable(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Whether standard output is a terminal that may be coloured.
  static var allowsColor: Bool {
    isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
  }

  private static func write(_ text: String, to handle: FileHandle) {
    do {
      try handle.write(contentsOf: Data(text.utf8))
    } catch {
      // A full disk, say; there is nowhere left to say it.
      Foundation.exit(CommandFailure.Code.inputOutput.rawValue)
    }
  }

  /// Text with everything that a terminal might act on escaped, but for line ends and tabs.
  static func printableText(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      if isControl, scalar != "\n", scalar != "\t" {
        result += printable(String(scalar))
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// `value` as JSON text, fields in alphabetical order, with a line end.
  static func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}
