import LacunaDense

/// Reads a dense model from the graph of an ONNX file.
///
/// The graph may have embeddings (`Gather`), `LSTM` and `GRU` in one or both directions, linear
/// layers (`MatMul`, `Gemm`, `Add`) with `Relu`, `Tanh` or `Sigmoid`, and between them the nodes
/// with which exporters arrange axes and work out shapes: `Transpose`, `Reshape`, `Flatten`,
/// `Squeeze`, `Unsqueeze`, `Slice`, `Gather`, `Concat`, `Expand`, `Shape`, `Mul` of shapes,
/// `Constant`, `ConstantOfShape`, `Identity`, `Cast` and `Dropout`. Weights of 8 bits are
/// dequantized: `DynamicQuantizeLSTM`, `DequantizeLinear`, `MatMulInteger` with its scales,
/// `DynamicQuantizeMatMul`, `MatMulIntegerToFloat`. Layers must follow one another: the network is
/// the path from one input to one output, beside which states may enter and leave. Where the graph
/// keeps the last step alone, the network gives every step.
///
/// Dequantized weights take four times their bytes. Time is O(file).
///
/// - Throws: `ImportError`, which names the node, array, input or output.
func importONNX(_ file: ArrayFile, graph: ONNXFile) throws(ImportError) -> ImportedModel {
  let interpreter = try ONNXInterpreter(graph)
  let (network, biasNames) = try interpreter.network()
  let model = DenseModel(networks: [network])
  let kept = Set(file.arrays.filter { !$0.isFloatMatrixOrVector }.map(\.name))
  return ImportedModel(
    model: model, choices: [:],
    unusedArrays: file.unusedArrays(interpreter.usedArrays.union(kept)),
    denseByteCount: model.denseByteCount,
    formatDescription: file.formatDescription(by: graph.producer),
    arrays: file.arrays, biasNames: biasNames)
}

extension SourceArray {
  /// Other arrays of an ONNX file are shapes, indices and scales, which no layer has.
  fileprivate var isFloatMatrixOrVector: Bool {
    if case .float = element { !shape.isEmpty } else { false }
  }
}
