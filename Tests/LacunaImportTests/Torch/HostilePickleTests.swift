import Testing

@testable import LacunaImport

@Suite struct HostilePickleTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func error(_ pickle: [UInt8], _ members: [CraftedArchive.Member] = []) throws
    -> ImportError?
  {
    let path = try folder.write(craftedTorch(pickle, members: members), as: "x.pt")
    return importError {
      let file = try ArrayFile(path: path)
      for array in file.arrays { _ = try file.readArray(named: array.name) }
    }
  }

  private func problem(_ make: (inout CraftedPickle) -> Void) throws -> ImportProblem? {
    try error(CraftedPickle.dictionary(make))?.problem
  }

  @Test func `a right pickle is read`() throws {
    let path = try folder.write(
      craftedTorch(CraftedPickle.dictionary { $0.tensor() }), as: "x.pt")
    let read = try ArrayFile(path: path).readArray(named: "w")
    #expect(read == ([2, 3], formulaValues(1, count: 6)))
  }

  @Test(arguments: [
    ("os", "system"), ("posix", "system"), ("builtins", "eval"), ("__builtin__", "exec"),
    ("builtins", "getattr"), ("subprocess", "Popen"), ("torch.storage", "_load_from_bytes"),
    ("collections", "OrderedDict\u{0}"), ("torch", "load"), ("functools", "partial"),
    ("operator", "methodcaller"), ("torch._utils", "_rebuild_tensor_v2.__globals__"),
    ("", "collections.OrderedDict"),
  ])
  func `a call of any other function is refused by name`(module: String, name: String) throws {
    for isStacked in [false, true] {
      let pickle = CraftedPickle.dictionary {
        if isStacked {
          $0.text(module)
          $0.text(name)
          $0.add([0x93])
        } else {
          $0.global(module, name)
        }
        $0.text("touch /tmp/x")
        $0.add([0x85])
        $0.add("R")
      }
      let found = try #require(try error(pickle))
      guard case .unsupported(let problem) = found else {
        Issue.record("\(found)")
        continue
      }
      #expect(problem.found == "a call of \(module).\(name)")
      #expect(problem.byteOffset != nil)
    }
  }

  @Test func `a function that is named but not called, and a class of any name, do nothing`() throws
  {
    let pickle = CraftedPickle.dictionary {
      $0.add("(")
      $0.global("os", "system")
      $0.global("os", "_Wrapper")
      $0.text("ls")
      $0.add([0x85, 0x81])
      $0.add("}b")
      $0.tensor()
      $0.add("t")
    }
    let path = try folder.write(craftedTorch(pickle), as: "x.pt")
    #expect(try ArrayFile(path: path).arrays.map(\.name) == ["w.2"])
  }

  @Test func `calling what is no function is refused`() throws {
    for opcodes in [
      "N)R", "})R", "X\u{2}\0\0\0os)R", "ccollections\nOrderedDict\nNR",
      "ccollections\nOrderedDict\n)R)R",
    ] {
      #expect(try problem { $0.add(opcodes) } != nil, "\(opcodes)")
    }
    #expect(
      try problem {
        $0.global("a", "b")
        $0.add([0x4E, 0x81])
      } != nil)
  }

  @Test func `a pickle cut short is refused at every byte`() throws {
    let whole = CraftedPickle.dictionary { $0.tensor() }
    for count in 0..<whole.count {
      #expect(try error(Array(whole[..<count]))?.problem != nil, "\(count)")
    }
    #expect(try error(whole + [0x2E])?.problem?.found == "1 more bytes")
  }

  @Test func `a pickle with any byte replaced by any other does not crash`() throws {
    let whole = CraftedPickle.dictionary { $0.tensor() }
    for index in whole.indices {
      for byte in [0, 0x2E, 0x28, 0x30, 0x51, 0x52, 0x62, 0x65, 0x71, 0x72, 0x8B, 0x93, 0xFF] {
        var changed = whole
        changed[index] = UInt8(byte)
        #expect(try error(changed)?.isInputOutput != true)
      }
    }
  }

  @Test(arguments: 0...255)
  func `every opcode on an empty stack is refused or does nothing`(opcode: Int) throws {
    let operands = [UInt8](repeating: 0, count: 16)
    for tail in [[], operands, Array(repeating: 0xFF, count: 16)] {
      #expect(try error([0x80, 2, UInt8(opcode)] + tail)?.problem != nil)
    }
  }

  @Test(arguments: [
    ("S", "STRING"), ("I", "INT"), ("p", "PUT"), ("P", "PERSID"), ("i", "INST"), ("o", "OBJ"),
  ])
  func `opcodes of protocol 0 are refused by name`(opcode: String, name: String) throws {
    let problem = try problem { $0.add(opcode + "os\nsystem\n") }
    #expect(problem?.found.contains(name) == true)
  }

  @Test func `a memo that doubles, or that leaves gaps, takes no memory`() throws {
    var bomb = CraftedPickle()
    // An empty tuple is remembered, then sixty times a pair of what is remembered.
    bomb.add([0x29, 0x71, 0, 0x30])
    for _ in 0..<60 {
      bomb.add([0x68, 0, 0x68, 0, 0x86, 0x71, 0, 0x30])
    }
    bomb.add([0x68, 0, 0x2E])
    let refusal = try #require(try error(bomb.bytes)?.problem)
    #expect(refusal.expected.contains("ways") || refusal.expected.contains("levels"))
    for index in [[0x72, 0xFF, 0xFF, 0xFF, 0xFF], [0x72, 0xFF, 0xFF, 0xFF, 0x7F]] as [[UInt8]] {
      let problem = try problem {
        $0.add("N")
        $0.add(index)
      }
      #expect(problem?.expected.contains("a memo of at most") == true)
    }
    #expect(try problem { $0.add([0x68, 9]) }?.expected == "a value that was remembered")
  }

  @Test func `what many share is not looked at by each of them`() throws {
    func shared(_ make: (inout CraftedPickle) -> Void) throws -> ImportProblem? {
      var pickle = CraftedPickle()
      pickle.add("](")
      make(&pickle)
      pickle.add([0x71, 0])
      for _ in 0..<100_000 { pickle.add([0x68, 0]) }
      pickle.add("e.")
      return try error(pickle.bytes)?.problem
    }
    // A long list, a long key, and an object with many attributes.
    let list = try shared {
      $0.add("](" + String(repeating: "N", count: 100_000) + "e")
    }
    #expect(list?.expected.contains("ways") == true)
    let key = try shared {
      $0.add("}")
      $0.text(String(repeating: "k", count: 100_000))
      $0.add("]s")
    }
    #expect(key?.found == "one of 100000")
    let object = try shared {
      $0.global("a", "b")
      $0.add(")")
      $0.add([0x81])
      $0.add("}(" + String(repeating: "NN", count: 50_000) + "ub")
    }
    #expect(object?.expected.contains("ways") == true)
  }

  @Test func `what holds itself is entered once`() throws {
    for opcodes in ["]q\u{1}h\u{1}a", "}q\u{1}X\u{1}\0\0\0ah\u{1}s"] {
      #expect(try problem { $0.add(opcodes) } == nil)
    }
    // A class's state that is the object, and a tensor among itself.
    #expect(
      try problem {
        $0.global("a", "b")
        $0.add(")")
        $0.add([0x81])
        $0.add("q\u{1}}X\u{1}\0\0\0xh\u{1}sb")
      } == nil)
  }

  @Test func `endless depth is refused, at every kind of nesting`() throws {
    for opcode in ["\u{85}", "l", "t"] {
      var pickle = CraftedPickle()
      if opcode == "\u{85}" {
        pickle.add(")")
        pickle.add([UInt8](repeating: 0x85, count: 200_000))
      } else {
        pickle.add(String(repeating: "(", count: 200_000))
        pickle.add(String(repeating: opcode, count: 200_000))
      }
      pickle.add(".")
      #expect(try error(pickle.bytes)?.problem?.found == "more levels")
    }
  }

  @Test func `names that grow with each level are bounded`() throws {
    let key = String(repeating: "k", count: 600)
    let problem = try problem {
      $0.add("}")
      $0.text(key)
      $0.add("}")
      $0.text(key)
      $0.tensor()
      $0.add("ss")
    }
    #expect(problem?.found == "a longer name")
    let long = CraftedPickle.dictionary {
      $0.add("}")
      $0.text(key + key)
      $0.tensor()
      $0.add("s")
    }
    #expect(try error(long)?.problem?.found == "one of 1200")
  }

  @Test func `lengths beyond the pickle are refused`() throws {
    for opcodes in [
      [0x58, 0xFF, 0xFF, 0xFF, 0xFF], [0x8C, 0xFF], [0x42, 0xFF, 0xFF, 0xFF, 0x7F],
      [0x8B, 0, 0, 0, 0x80],
      [0x8D, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
      [0x8E, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
      [0x95, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
      [0x96, 0, 0, 0, 0, 0, 0, 0, 0x80], [0x8A, 0xFF],
    ] as [[UInt8]] {
      #expect(try problem { $0.add(opcodes) } != nil, "\(opcodes)")
    }
  }
}
