extension OracleLayer {
  /// A linear layer: int32 Q15.16.
  package func linearStep(_ x: OracleVector, counting operations: inout OracleOperations) -> [Int] {
    let products = matrix.fixedProduct(
      x, rows: 0..<outputSize, fraction: 16, counting: &operations)
    return products.enumerated().map { index, product in
      let y = product + bias(index, fraction: 16)
      return switch output {
      case 1: max(0, y)
      case 2: 2 * activations[0](OracleArithmetic.sat16(OracleArithmetic.round(y, 4)))
      default: y
      }
    }
  }
}
