import ArgumentParser
import Lacuna
import LacunaCompress
import LacunaFile
import LacunaReport

struct Edit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Changes the metadata of a compact file in place.",
    discussion: """
      lacuna edit model.lacuna --set title="Austen, character by character"
      lacuna edit model.lacuna --set epochs=40 --type integer
      lacuna edit model.lacuna --unset title

      Weights stay as they are, byte for byte, and checksums stay true. Where the new records fit \
      the room that the section has, nothing moves. The file is changed whole or not at all. \
      Without --type, a key that is there keeps its type, and a new one is text.
      """)

  enum ValueType: String, ExpressibleByArgument, CaseIterable {
    case text, integer, real, boolean
  }

  @Argument(
    help: ArgumentHelp("A compact file.", valueName: "file"),
    completion: .file())
  var file: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Give a key a value; may repeat.", valueName: "key=value"))
  var settings: [String] = []

  @Option(
    name: .customLong("unset"),
    help: ArgumentHelp("Take a key out; may repeat.", valueName: "key"))
  var removed: [String] = []

  @Option(help: "What the values are: text, integer, real or boolean.")
  var type: ValueType?

  func validate() throws {
    guard !settings.isEmpty || !removed.isEmpty else {
      throw ValidationError("give at least one of --set KEY=VALUE and --unset KEY")
    }
    if type != nil, settings.isEmpty { throw ValidationError("--type goes with --set") }
    for setting in settings where !setting.contains("=") {
      throw ValidationError("--set: expected KEY=VALUE, found \"\(setting)\"")
    }
  }

  func run() throws {
    let model = try openCompact(file)
    try mappingFailures { try checkWritable(file) }
    let report = ModelReport(model.view)
    let known = report.metadata?.records ?? []
    let entries = try settings.map { setting in
      let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let (key, text) = (String(parts[0]), String(parts[1]))
      let type = self.type ?? known.first { $0.key == key }.map { Self.type(of: $0.value) } ?? .text
      return MetadataEntry(key, try Self.value(text, type, key: key))
    }
    let bytes: [UInt8]
    do throws(CompressionError) {
      bytes = try editMetadata(of: model.view, setting: entries, removing: removed)
    } catch {
      throw CommandFailure(.usage, "\(file): \(error.description)")
    }
    try refuseChanges()
    try mappingFailures { try writeAtomically(bytes, to: file) }
    let moved = bytes.count - model.view.bytes.byteCount
    Console.note(
      moved == 0
        ? "\(file): changed in place" : "\(file): changed, \(Format.grouped(moved)) bytes longer")
  }

  private static func type(of value: ModelReport.Metadata.Value) -> ValueType {
    switch value {
    case .text: .text
    case .integer: .integer
    case .real: .real
    case .boolean: .boolean
    }
  }

  private static func value(
    _ text: String, _ type: ValueType, key: String
  ) throws -> MetadataEntry.Value {
    func failure(_ expected: String) -> CommandFailure {
      CommandFailure(
        .usage,
        "--set \(Console.printable(key)): expected \(expected), found \(Console.quoted(text)); "
          + "--type says what a value is")
    }
    switch type {
    case .text: return .text(text)
    case .integer:
      guard let number = Int64(text) else { throw failure("a whole number of 64 bits") }
      return .int64(number)
    case .real:
      guard let number = Double(text), number.isFinite else { throw failure("a finite number") }
      return .float64(number)
    case .boolean:
      guard let flag = Bool(text) else { throw failure("true or false") }
      return .boolean(flag)
    }
  }
}
