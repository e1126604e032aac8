import LacunaCompress
import LacunaReport

/// What `inspect` says of a dense model: what each encoding of each matrix would cost.
struct SurveyReport {
  private let survey: ModelSurvey

  /// Of all encodings, those that the text shows.
  private static let shown = [
    "int8", "codes", "terms:8/16", "terms:6/16", "terms:4/16", "terms:3/16", "terms:2/16",
    "terms:1/16",
  ]

  init(_ survey: ModelSurvey) {
    self.survey = survey
  }

  var text: String {
    var table = TextTable([.left, .right, .right, .right, .right])
    for matrix in survey.matrices {
      table.addHeading(
        "\(Console.printable(matrix.name)), \(matrix.rows) x \(matrix.columns)"
          + (matrix.sampledRows < matrix.rows ? ", \(matrix.sampledRows) rows tried" : ""))
      table.add(["  encoding", "bytes", "bits", "products", "outputs"])
      for option in matrix.options where Self.isShown(option, of: matrix) {
        table.add([
          "  \(option.encoding)", Format.grouped(option.byteCount),
          Format.decimal(Self.bits(option, of: matrix), digits: 2),
          Format.percent(option.productError), Format.percent(option.outputError),
        ])
      }
    }
    table.addHeading("all matrices alike, and \(Format.grouped(survey.otherByteCount)) bytes more")
    table.add(["  encoding", "bytes", "smaller", "", "outputs"])
    for total in totals {
      table.add([
        "  \(total.encoding)", Format.grouped(total.byteCount),
        Format.decimal(Double(survey.denseByteCount) / Double(total.byteCount), digits: 1) + "x",
        "", Format.percent(total.outputError),
      ])
    }
    return table.texts.joined(separator: "\n")
  }

  private static func isShown(_ option: EncodingOption, of matrix: SurveyedMatrix) -> Bool {
    matrix.isChosen || shown.contains(option.encoding.description)
  }

  private static func bits(_ option: EncodingOption, of matrix: SurveyedMatrix) -> Double {
    Double(option.byteCount) * 8 / Double(matrix.rows * matrix.columns)
  }

  /// What the file comes to with one encoding for all matrices that may have it.
  private var totals: [(encoding: String, byteCount: Int, outputError: Double)] {
    Self.shown.compactMap { encoding in
      var byteCount = survey.otherByteCount
      var square = 0.0
      for matrix in survey.matrices {
        guard
          let option = matrix.isChosen
            ? matrix.options.first
            : matrix.options.first(where: { $0.encoding.description == encoding })
        else { return nil }
        byteCount += option.byteCount
        square += option.outputError * option.outputError
      }
      return (encoding, byteCount, square.squareRoot())
    }
  }
}

/// What `inspect --json` says of a dense model.
struct SurveyResult: Encodable {
  let schema = 1
  let denseBytes: Int
  let otherBytes: Int
  let steps: Int
  let matrices: [Matrix]

  struct Matrix: Encodable {
    let name: String
    let rows: Int
    let cols: Int
    let sampledRows: Int
    let options: [Option]
  }

  struct Option: Encodable {
    let encoding: String
    let bytes: Int
    let bitsPerWeight: Double
    let productError: Double
    let outputError: Double
  }

  init(_ survey: ModelSurvey) {
    denseBytes = survey.denseByteCount
    otherBytes = survey.otherByteCount
    steps = survey.stepCount
    matrices = survey.matrices.map { matrix in
      Matrix(
        name: matrix.name, rows: matrix.rows, cols: matrix.columns,
        sampledRows: matrix.sampledRows,
        options: matrix.options.map {
          Option(
            encoding: $0.encoding.description, bytes: $0.byteCount,
            bitsPerWeight: Double($0.byteCount) * 8 / Double(matrix.rows * matrix.columns),
            productError: $0.productError, outputError: $0.outputError)
        })
    }
  }
}
