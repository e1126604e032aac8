import LacunaDense

/// Multiples of 1/128 between -1 and 1, the same as `weights` in `reference_inference.py`.
func formulaWeights(_ seed: Int, count: Int) -> [Float] {
  (0..<count).map { index in
    Float((index * 7919 + seed * 104_729) % 251 - 125) / 128
  }
}

func formulaMatrix(_ seed: Int, rows: Int, columns: Int) -> DenseMatrix {
  DenseMatrix(
    name: "matrix\(seed)", rows: rows, columns: columns,
    values: formulaWeights(seed, count: rows * columns))
}
