import LacunaFormat

/// A model file as one HTML page that fetches nothing: its layout to scale, its sizes, and what is in
/// each matrix.
///
/// The page is at most a small multiple of the file, whatever is in it: it draws the largest matrices
/// and lists as many sections as a person may want to look at, and says how many it leaves out.
public struct ModelPage: Sendable {
  /// Reads a row of a dense matrix, `[columns]`.
  public typealias RowReader = (_ row: Int, _ destination: inout MutableSpan<Float>) -> Void

  /// Matrices that are drawn, the largest first to be chosen.
  static let pictureLimit = 24
  /// Sections and matrices that are listed.
  static let listLimit = 240
  /// Cells of all maps together.
  static let cellLimit = 120_000

  let report: ModelReport
  let title: String
  /// The dense model's name, where one is compared with.
  let denseName: String?
  /// By the matrix's index.
  private(set) var pictures: [Int: MatrixPicture] = [:]
  /// What each matrix is for, by its index.
  let uses: [MatrixUse]

  /// Looks at all of `model`. O(weights).
  ///
  /// - Parameters:
  ///   - model: the file.
  ///   - title: the file's name.
  ///   - denseName: the name of the dense model, where there is one.
  ///   - reference: what reads the dense model's matrix in the place of the one at an index.
  public init(
    _ model: ModelView, title: String, denseName: String? = nil,
    reference: (_ matrix: Int) -> RowReader? = { _ in nil }
  ) {
    report = ModelReport(model)
    self.title = title
    self.denseName = denseName
    uses = MatrixUse.all(of: report)
    let largest = report.matrices.indices
      .sorted { (report.matrices[$0].byteCount, $1) > (report.matrices[$1].byteCount, $0) }
      .prefix(Self.pictureLimit)
    for index in largest {
      let view = model.matrixView(at: index)
      let share = Double(view.weights.byteCount) / Double(max(1, report.byteCount))
      // A cell takes a byte for each of its channels; small files have small pages. Two cells for
      // each byte show every weight of four bits.
      let limit = min(
        Self.cellLimit / largest.count, 40 * 1024, max(256, 2 * view.weights.byteCount))
      pictures[index] = MatrixPicture(
        view, blockCount: uses[index].blocks.count,
        cellLimit: share > 0.001 ? limit : min(limit, 1024), reference: reference(index))
    }
  }

  /// The page. The same file gives the same text.
  public func html() -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
    style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
    <link rel="icon" href="data:,">
    <title>\(Markup.fileText(title)) · Lacuna</title>
    <style>
    \(Self.style)
    </style>
    </head>
    <body>
    \(header)
    <main>
    \(layoutSection)
    \(networkSection)
    \(matrixSections)
    \(listSection)
    </main>
    <footer>\(footer)</footer>
    <script>
    \(Self.script)
    </script>
    </body>
    </html>

    """
  }

  private var footer: String {
    "Lacuna format \(Markup.escaped(report.version)) · CRC-32 of header and table "
      + "<code>\(hexadecimal(UInt64(report.headerCRC32), digits: 8))</code> · "
      + "this page fetches nothing"
  }
}
