import LacunaFormat
import LacunaReport
import LacunaTestSupport
import Testing

/// The page for a browser, as text; `make check-html` opens it in one.
@Suite struct PageTests {
  private func page(_ file: [UInt8], title: String = "tiny.lacuna") throws -> String {
    ModelPage(unsafe try ModelView(validating: file.span.bytes), title: title).html()
  }

  private func count(_ part: String, in text: String) -> Int {
    text.components(separatedBy: part).count - 1
  }

  @Test func aPageSaysWhereEverySectionIsAndWhatItHolds() throws {
    let file = TinyModel.description.fileBytes()
    let html = try page(file)
    #expect(html.hasPrefix("<!DOCTYPE html>"))
    let report = try report(on: file)
    for (index, section) in report.sections.enumerated() {
      #expect(html.contains("data-text=\"section \(index), offset "), "\(index)")
      #expect(html.contains("(0x\(String(section.offset, radix: 16))), \(section.byteCount) byte"))
    }
    for name in ["w", "u", "c", "d"] {
      #expect(html.contains("<h3>\(name)</h3>"))
    }
    #expect(html.contains("terms:2/8"))
    #expect(html.contains("2,560 bytes"))
    #expect(html.contains("<td>title</td><td>tiny</td>"))
  }

  @Test func partsAreDrawnToScale() throws {
    let file = TinyModel.description.fileBytes()
    let html = try page(file)
    // 2,560 bytes in rows of 256: section 4 has 18 bytes at 1,344, in row 5 from byte 64 on.
    #expect(html.contains("<rect x=\"250\" y=\"50\" width=\"70.31\" height=\"10\"/>"))
    // The header's 64 bytes, and the 480 of the section table over three rows.
    #expect(html.contains("<rect x=\"0\" y=\"0\" width=\"250\" height=\"10\"/>"))
    #expect(
      html.contains(
        "<rect x=\"250\" y=\"0\" width=\"750\" height=\"10\"/>"
          + "<rect x=\"0\" y=\"10\" width=\"1000\" height=\"10\"/>"
          + "<rect x=\"0\" y=\"20\" width=\"125\" height=\"10\"/>"))
  }

  @Test func aPageFetchesNothingAndIsTheSameTwice() throws {
    let file = TinyModel.description.fileBytes()
    let html = try page(file)
    #expect(try page(file) == html)
    for part in ["http:", "https:", " src=", "@import", "url(", "fetch(", "XMLHttpRequest"] {
      #expect(!html.contains(part), "\(part)")
    }
    #expect(html.contains("default-src 'none'"))
  }

  @Test func textFromTheFileIsNeverMarkup() throws {
    let hostile = "</script><img src=x onerror=\"alert('1')\">&`"
    var model = TinyModel.description
    model.networks[0].name = hostile
    model.matrices[0].name = hostile
    model.vocabularies[0].entries = [hostile, "\u{202E}"]
    model.metadata?.records = [(key: hostile, value: .text(hostile))]
    let html = try page(model.fileBytes(), title: hostile)
    #expect(!html.contains("<img"))
    #expect(count("</script>", in: html) == 1)
    #expect(!html.contains("onerror=\""))
    #expect(html.contains("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;&#96;"))
    #expect(html.contains("\\u{202e}"))
  }

  @Test func mapsCountTheWeightsThatAreNotZero() throws {
    let html = try page(TinyModel.description.fileBytes())
    // `d` [2, 4] is shown weight by weight: -127, 0, 0, 0 and 0, 127, 0, 1.
    #expect(
      html.contains("data-name=\"occupancy\" data-share=\"1\" data-most=\"1.0\" value=\"_AAAA_A_\"")
    )
    #expect(
      html.contains("data-rows=\"2\" data-columns=\"4\" data-group=\"0\" data-levels=\"Z....z.c\""))
    // `w` [12, 10] has three rows a gate and two rows with terms, both of the input gate.
    let rows = "AAAAAAAAAA"
    #expect(
      html.contains(
        "value=\"AA_AA_AAA_AAA_AAAAAA" + String(repeating: rows, count: 10) + "\""))
    #expect(count("<figcaption>forget gate</figcaption>", in: html) == 2)
  }

  @Test func errorsAreThoseAgainstTheDenseModel() throws {
    let file = TinyModel.description.fileBytes()
    let model = unsafe try ModelView(validating: file.span.bytes)
    let page = ModelPage(model, title: "tiny", denseName: "dense.npz") { matrix in
      guard matrix == 3 else { return nil }
      // The file's `d` is [-127, 0, 0, 0], [0, 127, 0, 1] / 128.
      let rows: [[Float]] = [[-127, 0, 4, 0], [0, 127, 0, 4]]
      return { row, values in
        for column in 0..<4 { values[column] = rows[row][column] / 128 }
      }
    }
    let html = page.html()
    #expect(html.contains("compared with <b>dense.npz</b>"))
    // Differences of 4 and 3: 5 of a norm of 179.7.
    #expect(html.contains("<dt>error, relative</dt><dd>2.8%</dd>"))
    #expect(html.contains("<dt>error, greatest</dt><dd>0.0313</dd>"))
    #expect(count("data-name=\"error\"", in: html) == 2)
  }

  @Test func aPageOfManySmallMatricesStaysSmall() throws {
    var model = ModelDescription()
    let count = 800
    model.matrices = (0..<count).map { index in
      var matrix = TinyModel.int8
      matrix.name = "m\(index)"
      return matrix
    }
    model.networks = (0..<count).map { index in
      NetworkDescription(
        name: "n\(index)", layers: [TinyModel.layer(.linear, 4, 2, matrix: index)])
    }
    let file = model.fileBytes()
    let html = try page(file)
    #expect(html.utf8.count < 4 * file.count)
    #expect(html.contains("776 smaller matrices not drawn"))
  }

  @Test(arguments: EncodingCases.all)
  func filesOfArbitraryBytesHavePages(encoding: MatrixEncoding) throws {
    let style = RandomStyle(
      fill: .arbitrary, codebook: .extreme, range: .arbitrary, activations: .arbitraryTables)
    let plan = NetworkPlan(
      inputSize: 13, layers: [.embedding(11, encoding), .lstm(5, encoding), .linear(3)])
    let file = RandomModel.make([plan], style: style, seed: 5).fileBytes()
    #expect(try page(file).hasSuffix("</html>\n"))
  }
}
