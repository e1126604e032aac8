extension ZipArchive {
  /// Refuses archives of other formats by their name, rather than for a member that is no array.
  func refuseOtherKinds() throws(ImportError) {
    func has(_ name: String) -> Bool {
      members.contains { $0.name == name || $0.name.hasSuffix("/" + name) }
    }
    let kind: String? =
      if has("model.weights.h5") {
        "a Keras model (tools/export makes a .npz of it)"
      } else if has("archive_format") || has("serialized_exported_program.json") {
        "a program of torch.export (save model.state_dict() instead)"
      } else if has("model.json") && has("tensors.json") {
        "TorchScript of before PyTorch 1.4 (load it and save model.state_dict() instead)"
      } else {
        nil
      }
    if let kind {
      throw .unsupported(
        ImportProblem(
          path: file.path, byteOffset: 0,
          expected: "an archive of NumPy arrays or of PyTorch tensors", found: kind))
    }
  }
}
