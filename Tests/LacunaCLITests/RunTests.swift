import Foundation
import Lacuna
import LacunaImport
import Testing

/// Stepping, states and generation.
@Suite struct RunTests {
  let folder: TemporaryFolder
  let model: String

  init() throws {
    folder = try TemporaryFolder()
    model = folder.path("model.lacuna")
    let dense = try folder.write(SmallModels.languageModel(), as: "model.npz")
    try lacuna("convert", dense, "-o", model)
  }

  @Test func `an output has a row for each step, whose greatest value is that step's token`() throws
  {
    let run = try lacuna(
      "run", model, "--tokens", "0,7,7,10,3,2", "--output", folder.path("y.npy"), "--json")
    let rows = try folder.rows("y.npy")
    #expect(rows.map(\.count) == Array(repeating: SmallModels.tokens, count: 6))
    #expect(try run.tokens() == rows.map(argmax))
    #expect(Set(rows).count == 6)
    let plain = try lacuna("run", model, "--tokens", "0,7,7,10,3,2")
    #expect(try plain.text == run.tokens().map(String.init).joined(separator: ",") + "\n")
  }

  @Test func `a saved state continues exactly like one run`() throws {
    try lacuna("run", model, "--tokens", "4,9,1,8,8,2", "--output", folder.path("whole.npy"))
    let state = folder.path("state.npz")
    try lacuna(
      "run", model, "--tokens", "4,9,1", "--output", folder.path("begin.npy"), "--state-out", state)
    try lacuna(
      "run", model, "--tokens", "8,8,2", "--output", folder.path("end.npy"), "--state-in", state)
    let parts = try folder.rows("begin.npy") + folder.rows("end.npy")
    #expect(try folder.rows("whole.npy") == parts)
    let names = try ArrayFile(path: state).arrays.map(\.name).sorted()
    #expect(names == ["0.c", "0.h", "1.c", "1.h"])
    // Without the state it goes another way.
    try lacuna("run", model, "--tokens", "8,8,2", "--output", folder.path("fresh.npy"))
    #expect(try folder.rows("fresh.npy") != folder.rows("end.npy"))
  }

  @Test func `an encoder's state loads into a decoder`() throws {
    let recipe = try folder.write(SmallModels.twoNetworks, as: "two.json")
    let two = folder.path("two.lacuna")
    try lacuna("convert", folder.path("model.npz"), "--recipe", recipe, "-o", two)
    try lacuna(
      "run", two, "--network", "decoder", "--tokens", "1,2,3,4,5", "--output",
      folder.path("whole.npy"))
    let state = folder.path("state.npz")
    try lacuna("run", two, "--network", "encoder", "--tokens", "1,2,3", "--state-out", state)
    try lacuna(
      "run", two, "--network", "decoder", "--tokens", "4,5", "--state-in", state, "--output",
      folder.path("end.npy"))
    #expect(try folder.rows("whole.npy").suffix(2) == folder.rows("end.npy")[...])
    try expectFailure(
      "run", two, "--tokens", "1", status: 64, says: ["--network", "encoder", "decoder"])
    try expectFailure(
      "run", two, "--network", "critic", "--tokens", "1", status: 64,
      says: ["critic", "encoder", "decoder"])
  }

  @Test func `a GRU on features continues from its state`() throws {
    let dense = try folder.write(SmallModels.gru(), as: "gru.npz")
    let gru = folder.path("gru.lacuna")
    try lacuna("convert", dense, "-o", gru)
    let features = SmallModels.features(steps: 5)
    let whole = try folder.write(NumpyWriter.npy(features), as: "x.npy")
    func part(_ range: Range<Int>, _ name: String) throws -> String {
      let values = Array(features.values[(5 * range.lowerBound)..<(5 * range.upperBound)])
      let array = OutputArray(name: "x", shape: [range.count, 5], values: values)
      return try folder.write(NumpyWriter.npy(array), as: name)
    }
    try lacuna("run", gru, "--input", whole, "--output", folder.path("y.npy"))
    // An exponent goes with each vector, so parts are the same as the whole.
    let state = folder.path("s.npz")
    try lacuna("run", gru, "--input", try part(0..<2, "a.npy"), "--state-out", state)
    try lacuna(
      "run", gru, "--input", try part(2..<5, "b.npy"), "--state-in", state, "--output",
      folder.path("z.npy"))
    #expect(try folder.rows("y.npy").map(\.count) == Array(repeating: 8, count: 5))
    #expect(try folder.rows("y.npy").suffix(3) == folder.rows("z.npy")[...])
    #expect(try ArrayFile(path: state).arrays.map(\.name) == ["0.h"])
    let comparison = try lacuna("compare", gru, dense, "--input", whole, "--json").json()
    #expect(try #require(comparison["maxAbsError"] as? Double) < 0.1)
  }

  @Test func `greedy generation feeds each choice back`() throws {
    let ids = try lacuna("run", model, "--tokens", "6,2", "--generate", "6", "--json").tokens()
    #expect(ids.count == 6)
    let fed = (["6", "2"] + ids.dropLast().map(String.init)).joined(separator: ",")
    #expect(try lacuna("run", model, "--tokens", fed, "--json").tokens().suffix(6) == ids[...])
  }

  @Test func `generated ids are those of integers, the same on every kernel`() throws {
    let options = ["--generate", "40", "--temperature", "1.5", "--seed", "9", "--json"]
    let line = ["run", model, "--tokens", "3,5,7"] + options
    let ids = try Tool.run(line).tokens()
    for kernels in KernelSet.supported {
      #expect(try Tool.run(line + ["--kernel", kernels.name]).tokens() == ids, "\(kernels.name)")
    }
    var session = try InferenceSession(try Model(path: model), kernels: .scalar)
    for token in [3, 5, 7] { try session.step(token: token) }
    var generator = SplitMix64(seed: 9)
    for id in ids {
      #expect(session.sample(temperature: 1.5, using: &generator) == id)
      try session.step(token: id)
    }
  }

  @Test func `generation ends before the stop id and leaves the prompt out`() throws {
    func generate(_ count: Int, seed: Int, _ more: [String] = []) throws -> [Int] {
      let options = ["--generate", "\(count)", "--temperature", "2", "--seed", "\(seed)", "--json"]
      return try Tool.run(["run", model, "--tokens", "3,5,7"] + options + more).tokens()
    }
    let ids = try generate(24, seed: 1)
    #expect(ids.count == 24)
    #expect(try generate(24, seed: 1) == ids)
    #expect(try generate(24, seed: 2) != ids)
    #expect(try generate(5, seed: 1) == Array(ids.prefix(5)))
    let stop = try #require(ids.first { $0 != ids[0] })
    let until = Array(ids.prefix { $0 != stop })
    #expect(try generate(24, seed: 1, ["--stop", "\(stop)"]) == until)
    #expect(try generate(24, seed: 1, ["--stop", "\(ids[0])"]).isEmpty)
  }

  @Test func `a state file that does not fit is malformed`() throws {
    let wrong = try folder.write(
      [OutputArray(name: "0.h", shape: [7], values: [Float](repeating: 0, count: 7))],
      as: "wrong.npz")
    let outcome = try Tool.run(["run", model, "--tokens", "1", "--state-in", wrong])
    #expect(outcome.output.isEmpty)
    for part in ["wrong.npz", "0.h", "expected 8", "found 7"] {
      #expect(outcome.errors.contains(part), "\(outcome.errors)")
    }
    #expect(outcome.status != 0)
    #expect(outcome.status == 2)
  }
}
