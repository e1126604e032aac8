import Testing

@Suite struct PageTests {
  @Test func `inspect writes a page, alone or beside the dense model`() throws {
    let folder = try TemporaryFolder()
    let dense = try folder.write(SmallModels.languageModel(), as: "model.npz")
    let compact = folder.path("m.lacuna")
    try lacuna("convert", dense, "-o", compact)
    let alone = try lacuna("inspect", compact, "--html", folder.path("a.html"))
    #expect(alone.output.isEmpty)
    let page = String(decoding: try folder.bytes("a.html"), as: UTF8.self)
    #expect(page.contains("<h1>m.lacuna</h1>"))
    #expect(!page.contains("<dt>error, relative</dt>"))
    let beside = try lacuna(
      "inspect", compact, "--html", folder.path("b.html"), "--dense", dense, "--json")
    #expect(try beside.json()["schema"] as? Int == 1)
    let compared = String(decoding: try folder.bytes("b.html"), as: UTF8.self)
    #expect(compared.contains("compared with <b>model.npz</b>"))
    #expect(compared.components(separatedBy: "<dt>error, relative</dt>").count == 7)
  }

  @Test func `a dense model that the file was not made of is refused`() throws {
    let folder = try TemporaryFolder()
    let dense = try folder.write(SmallModels.languageModel(), as: "model.npz")
    let other = try folder.write(SmallModels.gru(), as: "gru.npz")
    let compact = folder.path("m.lacuna")
    try lacuna("convert", dense, "-o", compact)
    let page = folder.path("a.html")
    try expectFailure(
      "inspect", compact, "--html", page, "--dense", other, status: 1,
      says: ["not the same model", "--recipe"])
    try expectFailure("inspect", compact, "--html", compact, status: 64, says: ["same file"])
    try expectFailure("inspect", compact, "--dense", dense, status: 64, says: ["--html"])
    try expectFailure(
      "inspect", compact, "--html", folder.path("none/a.html"), status: 3)
    #expect(try folder.names == ["gru.npz", "m.lacuna", "model.npz"])
  }
}
