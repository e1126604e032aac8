extension ONNXInterpreter {
  /// What a node gives, one value for each output.
  ///
  /// - Throws: `ImportError.unsupported` for an operator that is not read here, by name.
  mutating func evaluate(_ operation: ONNXOperation) throws(ImportError) -> [ONNXValue] {
    switch (operation.node.domain, operation.node.operatorName) {
    case ("", "Identity"), ("", "Cast"), ("", "Dropout"): try [unchanged(operation)]
    case ("", "Constant"): try [constant(operation)]
    case ("", "ConstantOfShape"): try [constantOfShape(operation)]
    case ("", "Expand"): try [expand(operation)]
    case ("", "Shape"): try [shape(operation)]
    case ("", "Transpose"): try [transpose(operation)]
    case ("", "Squeeze"): try [squeeze(operation)]
    case ("", "Unsqueeze"): try [unsqueeze(operation)]
    case ("", "Reshape"): try [reshape(operation)]
    case ("", "Flatten"): try [flatten(operation)]
    case ("", "Slice"): try [slice(operation)]
    case ("", "Concat"): try [concat(operation)]
    case ("", "Gather"): try [gather(operation)]
    case ("", "Mul"): try [multiply(operation)]
    case ("", "Add"): try [add(operation)]
    case ("", "MatMul"): try [matMul(operation)]
    case ("", "Gemm"): try [gemm(operation)]
    case ("", "Relu"): try [activate(operation, with: .relu)]
    case ("", "Tanh"): try [activate(operation, with: .tanh)]
    case ("", "Sigmoid"): try [activate(operation, with: .sigmoid)]
    case ("", "LSTM"), ("com.microsoft", "DynamicQuantizeLSTM"): try lstm(operation)
    case ("", "GRU"): try gru(operation)
    case ("", "DequantizeLinear"): try [dequantizeLinear(operation)]
    case ("", "DynamicQuantizeLinear"): try dynamicQuantizeLinear(operation)
    case ("", "MatMulInteger"): try [matMulInteger(operation)]
    case ("com.microsoft", "DynamicQuantizeMatMul"): try [dynamicQuantizeMatMul(operation)]
    case ("com.microsoft", "MatMulIntegerToFloat"): try [matMulIntegerToFloat(operation)]
    default:
      throw operation.place.unsupported(
        expected: "an operator of embeddings, LSTM, GRU and linear layers and of shapes",
        found: operation.node.operatorName)
    }
  }
}
