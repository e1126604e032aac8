/// The definition of the kernels in plain Swift; what the faster ones must equal.
public struct ScalarKernels: Kernels, Sendable {
  public init() {}
}
