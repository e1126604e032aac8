/// The functions that a pickle may want called. None is: ``TorchArchive`` knows what the first few
/// mean, and results of the others are never looked at.
enum PickleFunctions {
  /// What tensors, dictionaries and TorchScript's lists are built with.
  static let tensorV2 = "torch._utils._rebuild_tensor_v2"
  static let tensorV3 = "torch._utils._rebuild_tensor_v3"
  static let tensorV1 = "torch._utils._rebuild_tensor"
  static let parameter = "torch._utils._rebuild_parameter"
  static let parameterWithState = "torch._utils._rebuild_parameter_with_state"
  static let fromType = "torch._tensor._rebuild_from_type_v2"
  static let orderedDictionary = "collections.OrderedDict"
  static let typeTag = "torch.jit._pickle.restore_type_tag"
  static let tensorList = "torch.jit._pickle.build_tensorlist"

  /// Tensors of other kinds, which no layer can be made of.
  static let unreadTensors: [String: String] = [
    "torch._utils._rebuild_qtensor": "a quantized tensor",
    "torch._utils._rebuild_sparse_tensor": "a sparse tensor",
    "torch._utils._rebuild_sparse_csr_tensor": "a sparse tensor",
    "torch._utils._rebuild_nested_tensor": "a nested tensor",
    "torch._utils._rebuild_meta_tensor_no_storage": "a tensor without elements",
    "torch._utils._rebuild_wrapper_subclass": "a tensor of another class",
    "torch._utils._rebuild_device_tensor_from_numpy": "a tensor of another device",
    "torch._utils._rebuild_device_tensor_from_cpu_tensor": "a tensor of another device",
  ]

  private static let plainValues: [String] = [
    "collections.defaultdict", "collections.Counter", "collections.deque",
    "builtins.set", "builtins.frozenset", "builtins.list", "builtins.dict", "builtins.tuple",
    "builtins.bytearray", "builtins.bytes", "builtins.complex", "builtins.slice", "builtins.range",
    "__builtin__.set", "__builtin__.frozenset", "__builtin__.list", "__builtin__.dict",
    "__builtin__.bytearray", "__builtin__.complex", "__builtin__.slice", "__builtin__.xrange",
    "copyreg._reconstructor", "copy_reg._reconstructor", "_codecs.encode",
    "torch.Size", "torch.device", "torch.serialization._get_layout",
    "torch.jit._pickle.build_intlist", "torch.jit._pickle.build_doublelist",
    "torch.jit._pickle.build_boollist",
    "numpy.dtype", "numpy.core.multiarray.scalar", "numpy.core.multiarray._reconstruct",
    "numpy._core.multiarray.scalar", "numpy._core.multiarray._reconstruct",
    "numpy._core.numeric._frombuffer",
    "pathlib.Path", "pathlib.PosixPath", "pathlib.WindowsPath", "pathlib.PurePosixPath",
    "datetime.datetime", "datetime.date", "datetime.timedelta",
  ]

  static let allowed: Set<String> = Set(
    [
      tensorV1, tensorV2, tensorV3, parameter, parameterWithState, fromType, orderedDictionary,
      typeTag, tensorList,
    ] + unreadTensors.keys + plainValues)
}
