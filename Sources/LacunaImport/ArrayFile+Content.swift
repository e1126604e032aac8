extension ArrayFile {
  /// What each format's reader finds. All give the same: names, shapes, and where the elements are.
  struct Content {
    let format: Format
    let arrays: [SourceArray]
    /// The graph of an ONNX file.
    let onnx: ONNXFile?

    /// - Throws: `ImportError`, where the bytes break a rule of their format.
    init(_ file: SourceFile) throws(ImportError) {
      var onnx: ONNXFile?
      switch try ArrayFileSignature(file) {
      case .npy: (format, arrays) = (.npy, [try SourceArray(fileOf: file)])
      case .zip: (format, arrays) = try Self.content(of: try ZipArchive(file))
      case .safetensors: (format, arrays) = (.safetensors, try SafetensorsHeader(file).arrays)
      case .json: (format, arrays) = (.shardedSafetensors, try SafetensorsIndex(file).arrays())
      case .onnx:
        let graph = try ONNXFile(file)
        (format, arrays) = (.onnx, graph.sourceArrays)
        onnx = graph
      }
      self.onnx = onnx
    }

    private static func content(
      of archive: ZipArchive
    ) throws(ImportError) -> (format: Format, arrays: [SourceArray]) {
      if let folder = TorchArchive.folder(of: archive) {
        let torch = try TorchArchive(archive, folder: folder)
        return (torch.isScript ? .torchScript : .torch, try torch.arrays())
      }
      try archive.refuseOtherKinds()
      var arrays: [SourceArray] = []
      for member in archive.members {
        arrays.append(try SourceArray(member, in: archive.file))
      }
      return (.npz, arrays)
    }
  }

  /// `NumPy .npz, 12 arrays`
  func formatDescription(by producer: String = "") -> String {
    format.rawValue + (producer.isEmpty ? "" : " by \(producer)")
      + (arrays.count == 1 ? ", 1 array" : ", \(arrays.count) arrays")
  }
}
