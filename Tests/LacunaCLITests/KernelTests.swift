import Testing

/// Kernels by name: refused, or the same bits.
@Suite struct KernelTests {
  private static let names = [
    "avx512vbmi", "avx512", "avx2", "ssse3", "neondot", "neon", "portable", "scalar",
  ]

  @Test func `every kernel that runs here gives the same bytes and the others are refused`() throws
  {
    let folder = try TemporaryFolder()
    let dense = try folder.write(SmallModels.languageModel(), as: "model.npz")
    let model = folder.path("model.lacuna")
    let options = [
      "--encoding", "terms:3/8", "--encoding", "lstm.weight_hh_l0=codes", "--encoding",
      "lstm.weight_hh_l1=int8", "--axis", "lstm.weight_ih_l1=output",
    ]
    let conversion = try Tool.run(["convert", dense, "-o", model] + options)
    try #require(conversion.status == 0, "\(conversion.errors)")
    let output = folder.path("y.npy")
    try lacuna("run", model, "--tokens", "1,2,3,5,8,10", "--output", output)
    let expected = try folder.bytes("y.npy")
    var supported: [String] = []
    for name in Self.names {
      let line = ["run", model, "--tokens", "1,2,3,5,8,10", "--output", output]
      let byVariable = try Tool.run(line, environment: ["LACUNA_KERNEL": name])
      guard byVariable.status == 0 else {
        #expect(byVariable.status == 64)
        #expect(byVariable.errors.contains("cannot run the kernel \"\(name)\""))
        continue
      }
      supported.append(name)
      #expect(try folder.bytes("y.npy") == expected, "\(name)")
      let byOption = try Tool.run(line + ["--kernel", name])
      #expect(byOption.status == 0)
      #expect(try folder.bytes("y.npy") == expected, "\(name)")
    }
    #expect(supported.contains("scalar") && supported.contains("portable"), "\(supported)")

    let bench = try lacuna("bench", model, "--steps", "20", "--kernel", "scalar", "--json").json()
    #expect(bench["kernel"] as? String == "scalar")
    for path in [
      "step.medianNanoseconds", "readLimit.medianNanoseconds", "readLimit.bytes", "ratio.least",
    ] {
      #expect(try #require(values(at: path, in: bench)?.first as? Double) > 0, "\(path)")
    }
    try expectFailure(
      "run", model, "--tokens", "1", status: 64, says: ["\"bogus\"", "scalar", "avx2"],
      environment: ["LACUNA_KERNEL": "bogus"])
    try expectFailure(
      "run", model, "--tokens", "1", "--kernel", "bogus", status: 64, says: ["\"bogus\""])
  }
}
