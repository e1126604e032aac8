import Foundation
import LacunaImport
import Testing

/// Data to calibrate on, targets, and what encodings would cost.
@Suite struct CalibrateTests {
  let folder: TemporaryFolder
  let dense: String
  let recipe: String
  let output: String

  init() throws {
    folder = try TemporaryFolder()
    dense = try folder.write(SmallModels.languageModel(), as: "model.npz")
    try folder.write(
      (0..<11).map { "\(Character(UnicodeScalar(97 + $0)!))" }
        .joined(separator: "\n"), as: "letters.txt")
    let network = SmallModels.network("main").replacing(
      "\"name\": \"main\"",
      with: "\"name\": \"main\", \"vocabulary\": \"letters.txt\", \"unit\": \"character\"")
    recipe = try folder.write("{\"networks\": [\(network)]}", as: "model.json")
    output = folder.path("model.lacuna")
  }

  private var hasOutput: Bool { FileManager.default.fileExists(atPath: output) }

  /// A `.npy` file of int64 `[steps]`.
  private func write(tokens: [Int64]) throws -> String {
    var bytes: [UInt8] = [0x93] + "NUMPY".utf8 + [1, 0]
    let text = "{'descr': '<i8', 'fortran_order': False, 'shape': (\(tokens.count),), }"
    bytes += [UInt8(text.utf8.count), 0] + text.utf8
    for token in tokens {
      bytes += (0..<8).map { UInt8(truncatingIfNeeded: token >> (8 * Int64($0))) }
    }
    return try folder.write(bytes, as: "tokens.npy")
  }

  @Test func `tokens and the text that they stand for give the same file`() throws {
    let tokens: [Int64] = (0..<300).map { (index: Int64) -> Int64 in
      (index * index + index / 7) % 11
    }
    let letters: [Character] = tokens.map { Character(UnicodeScalar(UInt8($0) + 97)) }
    let arguments = ["convert", dense, "--recipe", recipe, "-o", output, "--encoding", "codes"]
    var files: [[UInt8]] = []
    let data: [String] = [
      try write(tokens: Array(tokens.prefix(256))),
      try folder.write(String(letters.prefix(256)), as: "text.txt"),
      try folder.write(String(letters), as: "longer.txt"),
    ]
    for data in data {
      let outcome: Outcome = try Tool.run(arguments + ["--calibrate", data, "--json"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let root = try outcome.json()
      let errors = try #require(values(at: "matrices[].productError", in: root))
      #expect(errors.count == 6 && errors.allSatisfy { $0 is Double })
      #expect(root["outputError"] is Double)
      try lacuna("verify", output)
      files.append(try folder.bytes("model.lacuna"))
    }
    #expect(files[0] == files[1] && files[1] != files[2])
  }

  @Test func `the number of threads does not change a calibrated file`() throws {
    let letters: [UInt8] = (0..<300).map { (index: Int) -> UInt8 in
      UInt8(97 + (index * index + index / 7) % 11)
    }
    let text = try folder.write(letters, as: "text.txt")
    var files: [[UInt8]] = []
    let arguments = [
      "convert", dense, "--recipe", recipe, "-o", output, "--calibrate", text, "--encoding",
      "terms:4/8",
    ]
    for threads: [String] in [[], ["--threads", "1"], ["--threads", "7"]] {
      let outcome: Outcome = try Tool.run(arguments + threads)
      #expect(outcome.status == 0, "\(outcome.errors)")
      files.append(try folder.bytes("model.lacuna"))
    }
    #expect(files[0] == files[1] && files[0] == files[2])
    try expectFailure("convert", dense, "-o", output, "--threads", "0", status: 64, says: ["1"])
  }

  @Test func `data that do not fit, and options that do not go together, are refused`() throws {
    try expectFailure(
      "convert", dense, "--recipe", recipe, "-o", output, "--calibrate",
      try write(tokens: [3, 11]), status: 2, says: ["tokens.npy", "0 to 10", "[1]", "11"])
    try expectFailure(
      "convert", dense, "-o", output, "--calibrate", try folder.write("abc", as: "text.txt"),
      status: 64, says: ["text.txt", "vocabulary", ".lengths"])
    try expectFailure(
      "convert", dense, "--recipe", recipe, "-o", output, "--calibrate",
      try folder.write("a?", as: "unknown.txt"), status: 2, says: ["unknown.txt", "byte 1"])
    try expectFailure(
      "convert", dense, "-o", output, "--calibrate", folder.path("none.npz"), status: 3)
    for options in [
      ["--calibrate", "x.npz", "--calibration", "none"], ["--calibrate", "x.npz", "--exact"],
      ["--target-size", "9kB", "--target-error", "0.1"], ["--target-size", "9kB", "--exact"],
      ["--target-size", "9 kB"], ["--target-size", "-1"], ["--target-error", "0"],
    ] {
      let outcome = try Tool.run(["convert", dense, "-o", output] + options)
      #expect(outcome.status == 64, "\(options): \(outcome.errors)")
    }
    #expect(!hasOutput)
  }

  @Test func `a size is met as inspect said before, and one that cannot be is refused`() throws {
    let survey = try lacuna("inspect", dense, "--json").json()
    let other = try #require(survey["otherBytes"] as? Int)
    let bytes = try #require(survey["matrices"] as? [[String: Any]]).map { matrix in
      integers(at: "options[].bytes", in: matrix)
    }
    let smallest = bytes.reduce(other) { $0 + ($1.min() ?? 0) }
    let largest = bytes.reduce(other) { $0 + ($1.max() ?? 0) }
    for (size, text) in [(smallest, "\(smallest)B"), (largest, "\(largest)")] {
      let outcome = try lacuna("convert", dense, "-o", output, "--target-size", text)
      let found = try folder.bytes("model.lacuna").count
      #expect(found <= size && Double(found) >= 0.98 * Double(size))
      let plan = try #require(outcome.text.range(of: "plan"))
      let work = try #require(outcome.text.range(of: "bits a weight"))
      #expect(plan.lowerBound < work.lowerBound)
      try lacuna("verify", output)
    }
    try FileManager.default.removeItem(atPath: output)
    try expectFailure(
      "convert", dense, "-o", output, "--target-size", "1MiB", status: 64,
      says: [
        "model.npz", "\(smallest) to \(largest)", "1048576",
        "the nearest is --target-size \(largest)",
      ])
    #expect(!hasOutput)
  }

  @Test func `an error is met from below`() throws {
    let root = try lacuna(
      "convert", dense, "-o", output, "--target-error", "0.02", "--json"
    ).json()
    let error = try #require(root["outputError"] as? Double)
    #expect(error <= 0.02)
    #expect((root["plan"] as? [String: Any])?["measuredError"] as? Double == error)
  }

  @Test func `inspect says of a dense model what each encoding would cost`() throws {
    let text = try lacuna("inspect", dense).text
    for part in ["lstm.weight_hh_l1, 32 x 8", "terms:2/16", "all matrices alike"] {
      #expect(text.contains(part))
    }
    let root = try lacuna("inspect", dense, "--recipe", recipe, "--json").json()
    for name in ["bytes", "bitsPerWeight", "productError", "outputError"] {
      let matrices = try #require(root["matrices"] as? [[String: Any]])
      #expect(values(at: "options[].\(name)", in: matrices[1])?.count ?? 0 > 20)
    }
    try lacuna("convert", dense, "-o", output)
    try expectFailure("inspect", output, "--calibrate", dense, status: 64)
  }
}
