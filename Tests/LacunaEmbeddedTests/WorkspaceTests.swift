import Testing

@testable import LacunaEngine

@Suite struct WorkspaceTests {
  /// 65,535 layers over one shared matrix can ask for more than 32 bits count; the same on 64.
  @Test func askingForMoreThanThereIsSaturates() {
    var allocator = RegionAllocator()
    for _ in 0..<3 {
      let _: Region<Int8> = allocator.allocate(Int.max / 2)
    }
    let needed = allocator.byteCount.addingReportingOverflow(Workspace.alignment)
    #expect(!needed.overflow)
    #expect(needed.partialValue > Int.max - 4 * Workspace.alignment)
  }
}
