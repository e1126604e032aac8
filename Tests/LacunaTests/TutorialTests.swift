import Foundation
import Lacuna
import LacunaTestSupport
import Testing

/// The tutorial's snippets, compiled and run.
@Suite struct TutorialTests {
  private static let resources = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources/Lacuna/Lacuna.docc/Resources")

  /// A character-level model of every letter, with random weights.
  private func model() -> [UInt8] {
    let letters = [" ", "I"] + "abcdefghijklmnopqrstuvwxyz".map(String.init)
    var description = RandomModel.make(
      [
        NetworkPlan(
          inputSize: letters.count, layers: [.embedding(8), .lstm(12), .linear(letters.count)],
          hasVocabulary: true)
      ], style: RandomStyle(), seed: 3)
    description.vocabularies = [VocabularyDescription(unit: 2, entries: letters)]
    return description.fileBytes()
  }

  @Test func theTutorialRuns() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "lacuna-tutorial-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "model.lacuna").path
    try Data(model()).write(to: URL(filePath: path))
    var printed: [String] = []
    func print(_ items: Any...) { printed.append(items.map { "\($0)" }.joined(separator: " ")) }

    // The tutorial: open, encode, step, predict, read, restore.
    let model = try Model(path: path)
    print(model.networkNames)

    guard let tokenizer = model.tokenizer(network: 0) else { fatalError("no vocabulary") }
    let ids = try tokenizer.encode("It is a truth universall")

    var session = try InferenceSession(model)
    for id in ids { try session.step(token: id) }

    let next = Logits.argmax(session.output)
    print(tokenizer.decode([next]))

    let hidden = try session.state(ofRecurrentLayer: 0, .hidden)
    let cell = try session.state(ofRecurrentLayer: 0, .cell)
    print(hidden.count, cell.max() ?? 0)

    session.reset()
    try session.setState(ofRecurrentLayer: 0, .cell, to: cell)
    try session.step(token: next)
    // The end of the tutorial.

    #expect(printed.count == 3)
    #expect(printed[0] == "[\"network 0\"]")
    #expect(printed[1].count == 1)
    #expect(printed[2].hasPrefix("12 "))
  }

  @Test func theTutorialShowsWhatRuns() throws {
    let source = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
    let start = try #require(source.range(of: "restore.\n"))
    let end = try #require(source.range(of: "    // The end of the tutorial."))
    let code = source[start.upperBound..<end.lowerBound]
      .split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("    ") ? $0.dropFirst(4) : $0 }
      .joined(separator: "\n")
    let path = "../lacuna/.cache/demo/austen-codes.lacuna"
    let whole = "import Lacuna\n\nlet path = \"\(path)\"\n" + code
    for name in ["open", "encode", "step", "predict", "read", "restore"] {
      let snippet = try String(
        contentsOf: Self.resources.appending(path: "\(name).swift"), encoding: .utf8)
      #expect(whole.hasPrefix(snippet), "\(name)")
      if name == "restore" { #expect(whole == snippet) }
    }
  }
}
