import ArgumentParser
import Foundation
import Lacuna
import LacunaFormat
import LacunaReport

struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks a compact file against every rule of the format.",
    discussion: """
      lacuna verify model.lacuna

      Exit code 0: every rule holds. 1: a rule that only verify checks is broken (the file is \
      harmless, but not canonical). 2: the file is not valid, and nothing opens it.
      """)

  @Argument(
    help: ArgumentHelp("A compact file.", valueName: "file"),
    completion: .file())
  var file: String

  func run() throws {
    let start = ContinuousClock.now
    let model = try openCompact(file)
    do throws(FormatError) {
      try model.view.verify()
    } catch {
      throw CommandFailure(
        .differs, "\(file): \(error.description(in: model.view.bytes))")
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let layout = model.view.layout
    Console.print(
      "\(file): every rule holds: \(Format.grouped(model.view.bytes.byteCount)) bytes, "
        + "\(layout.sectionCount) sections, \(layout.matrixCount) matrices, "
        + "\(Format.decimal(seconds * 1000, digits: 1)) ms")
  }
}
