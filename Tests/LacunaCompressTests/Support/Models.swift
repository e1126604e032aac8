import LacunaCompress
import LacunaDense

/// A matrix of bell-shaped weights, each row with a scale of its own.
func randomMatrix(_ name: String, rows: Int, columns: Int, seed: UInt64) -> DenseMatrix {
  var numbers = SeededNumbers(seed: seed)
  var values: [Float] = []
  for _ in 0..<rows {
    let scale = Float(numbers.below(1000) + 20) / 4000
    for _ in 0..<columns { values.append(numbers.weight(scale: scale)) }
  }
  return DenseMatrix(name: name, rows: rows, columns: columns, values: values)
}

/// A network of one linear layer without a bias: the smallest model with a given matrix.
func linearModel(_ matrix: DenseMatrix) throws -> DenseModel {
  let layer = try DenseLinear(weight: matrix)
  return DenseModel(networks: [try DenseNetwork(name: "main", layers: [.linear(layer)])])
}

/// Options with one choice each for linear layers.
func linearOptions(
  _ encoding: MatrixEncoding, codebook: CodebookProfile = .fitted, axis: String = "input",
  isExact: Bool = false
) throws -> CompressionOptions {
  var options = CompressionOptions()
  options.encoding.choose(encoding, for: .linear)
  options.codebook.choose(codebook, for: .linear)
  try options.axis.choose(parsing: "linear=\(axis)")
  options.isExact = isExact
  return options
}

/// Compresses a matrix alone.
func compressMatrix(
  _ matrix: DenseMatrix, _ encoding: MatrixEncoding, codebook: CodebookProfile = .fitted,
  axis: String = "input", isExact: Bool = false
) throws -> (file: PlainFile, report: MatrixReport) {
  let compressed = try compress(
    linearModel(matrix),
    options: linearOptions(encoding, codebook: codebook, axis: axis, isExact: isExact))
  return (PlainFile(compressed.bytes), compressed.matrices[0])
}
