import Foundation
import Testing

/// What the modules ask for from outside, once linked on targets without an operating system.
@Suite struct SymbolTests {
  @Test func noTargetAsksForMoreThanItsList() throws {
    let check = try Probes.check()
    let said = String(decoding: check.output, as: UTF8.self)
    print(said)
    #expect(check.status == 0, "\(check.errors)")
    for target in ["armv7em-none-none-eabi", "riscv32-none-none-eabi", "wasm32-unknown-none-wasm"] {
      #expect(said.contains("\n\(target) "))
    }
  }

  @Test func aClientThatAllocatesIsRefused() throws {
    let folder = try TemporaryFolder()
    let extra = folder.url.appending(path: "ProbeExtra.swift")
    try """
    @c(probeExtra)
    public func probeExtra(_ count: Int32) -> Int32 {
      var values: [Int32] = []
      for value in 0..<count { values.append(value) }
      return values.reduce(0, &+)
    }
    """.write(to: extra, atomically: true, encoding: .utf8)
    let check = try Command(Probes.script, ["--target", "armv7em", "--extra", extra.path])
    #expect(check.status == 1)
    let said = String(decoding: check.output, as: UTF8.self)
    #expect(said.contains("not in allowed-symbols-armv7em.txt:"))
    #expect(said.contains("posix_memalign"))
  }

  @Test(arguments: ["armv7em", "riscv32", "wasm32"])
  func listsNameNoAllocator(target: String) throws {
    let list = URL(filePath: Probes.script).deletingLastPathComponent()
      .appending(path: "allowed-symbols-\(target).txt")
    let symbols = try String(contentsOf: list, encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }.compactMap { $0.split(separator: " ").first }
    #expect(!symbols.isEmpty && symbols.count <= 10)
    for part in ["alloc", "memalign", "free", "arc4random", "swift_", "stack_chk"] {
      #expect(!symbols.contains { $0.contains(part) })
    }
  }
}
