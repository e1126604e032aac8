import Testing

@Suite struct DiffTests {
  @Test func `exit codes and both outputs say whether files differ`() throws {
    let folder = try TemporaryFolder()
    let dense = try folder.write(SmallModels.languageModel(), as: "model.npz")
    let other = try folder.write(
      SmallModels.languageModel().setting("output.weight", at: 3, to: 0), as: "other.npz")
    try lacuna("convert", dense, "-o", folder.path("a.lacuna"))
    try lacuna("convert", other, "-o", folder.path("b.lacuna"))
    let same = try lacuna("diff", folder.path("a.lacuna"), folder.path("a.lacuna"))
    #expect(same.text.hasPrefix("the same, byte for byte"))
    let different = try lacuna("diff", folder.path("a.lacuna"), folder.path("b.lacuna"), exits: 1)
    #expect(different.text.contains("output.weight: 11 x 8, int8"))
    #expect(different.text.contains("of 88 weights differ"))
    #expect(different.text.contains("5 matrices the same"))
    #expect(different.errors.isEmpty)
    let json = try lacuna(
      "diff", folder.path("a.lacuna"), folder.path("b.lacuna"), "--json", exits: 1
    ).json()
    #expect(json["schema"] as? Int == 1)
    #expect(json["same"] as? Bool == false)
    #expect(values(at: "matrices[].name", in: json) as? [String] == ["output.weight"])
    try expectFailure("diff", folder.path("a.lacuna"), dense, status: 2)
    try expectFailure("diff", folder.path("a.lacuna"), folder.path("none"), status: 3)
  }
}
