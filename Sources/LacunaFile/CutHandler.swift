import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ends the process with a message where memory is read that a file no longer backs.
///
/// What the handler reads is laid out before a fault can happen, and it calls nothing but `write`,
/// `sigaction` and `_exit`, which are safe in a signal handler.
enum CutHandler {
  /// Memory that is watched. Empty where `base` is 0, which is written last.
  @safe private struct Slot: ~Copyable {
    let base = Atomic<UInt>(0)
    var count = 0
    var message: UnsafeMutableBufferPointer<UInt8> = unsafe .init(start: nil, count: 0)
  }

  private static let capacity = 1024
  private nonisolated(unsafe) static var slots: UnsafeMutablePointer<Slot>?
  private nonisolated(unsafe) static var status: Int32 = 1
  // On the heap, since the compiler gives a global of this type less room than it takes.
  private nonisolated(unsafe) static let before = {
    let memory = UnsafeMutablePointer<sigaction>.allocate(capacity: 1)
    unsafe memory.initialize(to: sigaction())
    return unsafe memory
  }()
  // Whether the handler is in place. Held by those who watch and unwatch, never by the handler.
  private static let isInstalled = Mutex(false)

  static func install(status: Int32) {
    isInstalled.withLock { isInstalled in
      unsafe self.status = status
      guard !isInstalled else { return }
      isInstalled = true
      let memory = UnsafeMutablePointer<Slot>.allocate(capacity: capacity)
      for index in 0..<capacity { unsafe (memory + index).initialize(to: Slot()) }
      unsafe slots = memory
      var action = sigaction()
      action.sa_flags = Int32(SA_SIGINFO)
      #if canImport(Darwin)
        unsafe action.__sigaction_u.__sa_sigaction = { unsafe CutHandler.handle($1) }
      #elseif canImport(Musl)
        unsafe action.__sa_handler.sa_sigaction = { unsafe CutHandler.handle($1) }
      #else
        unsafe action.__sigaction_handler.sa_sigaction = { _, info, _ in
          unsafe CutHandler.handle(info)
        }
      #endif
      unsafe sigaction(SIGBUS, &action, before)
    }
  }

  /// Watches memory; nil where there is no room for more.
  static func watch(_ base: UInt, _ count: Int, message: String) -> Int? {
    isInstalled.withLock { _ in
      guard let slots = unsafe slots else { return nil }
      for index in 0..<capacity where unsafe slots[index].base.load(ordering: .relaxed) == 0 {
        let text = Array(message.utf8) + [UInt8(ascii: "\n")]
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.count)
        _ = unsafe copy.initialize(from: text)
        unsafe slots[index].message = copy
        unsafe slots[index].count = count
        unsafe slots[index].base.store(base, ordering: .releasing)
        return index
      }
      return nil
    }
  }

  static func unwatch(_ place: Int) {
    isInstalled.withLock { _ in
      guard let slots = unsafe slots else { return }
      unsafe slots[place].base.store(0, ordering: .releasing)
      unsafe slots[place].message.deallocate()
    }
  }

  fileprivate static func handle(_ info: UnsafeMutablePointer<siginfo_t>?) {
    if let slots = unsafe slots, let address = unsafe info.flatMap({ unsafe fault($0) }) {
      for index in 0..<capacity {
        let base = unsafe slots[index].base.load(ordering: .acquiring)
        guard base != 0, address >= base, address - base < UInt(unsafe slots[index].count) else {
          continue
        }
        let message = unsafe slots[index].message
        _ = unsafe write(STDERR_FILENO, message.baseAddress, message.count)
        unsafe _exit(status)
      }
    }
    // Not a file's memory: once back, the fault happens again and goes where it went before.
    unsafe sigaction(SIGBUS, before, nil)
  }

  private static func fault(_ info: UnsafeMutablePointer<siginfo_t>) -> UInt? {
    #if canImport(Darwin)
      let address = unsafe info.pointee.si_addr
    #elseif canImport(Musl)
      let address = unsafe info.pointee.__si_fields.__sigfault.si_addr
    #else
      let address = unsafe info.pointee._sifields._sigfault.si_addr
    #endif
    return unsafe address.map { UInt(bitPattern: $0) }
  }
}
