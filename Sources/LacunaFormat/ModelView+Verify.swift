extension ModelView {
  /// Checks the rules that need a look at every term, code, weight and name: those that `spec/` marks
  /// *verify* (E3 to E6, G14 to G16).
  ///
  /// A file that breaks one of them is safe to run; it is not in canonical form, or its names say
  /// too little. Throws a ``FormatError`` that names the rule, the byte, what was expected and what
  /// was found. O(bytes), but for the names, which take one pass for every 1024 of them. Takes no
  /// memory but 16 kB of stack.
  public func verify() throws(FormatError) {
    try verifyOrderOfUse()
    try verifyNetworkNames()
    try verifyMatrixNames()
    for index in 0..<layout.matrixCount {
      try verifyRowExponents(of: index)
      let matrix = matrix(at: index)
      switch matrix.encoding {
      case .int8: try verifyInt8(of: index)
      case .codes: try verifyCodes(of: index)
      case .terms:
        if matrix.axis == .input {
          try verifyInputAxisTerms(of: index)
        } else {
          try verifyOutputAxisTerms(of: index)
        }
      }
    }
    for index in 0..<layout.vocabularyCount { try verifyVocabularyText(at: index) }
  }

  /// Rule G16: every entry of a vocabulary is UTF-8 by itself.
  private func verifyVocabularyText(at index: Int) throws(FormatError) {
    let sectionIndex = layout.vocabularySection(of: index)
    let section = sectionBytes(at: sectionIndex)
    let vocabulary = vocabulary(at: index)
    for id in 0..<vocabulary.count {
      let entry = vocabulary.utf8(of: id)
      if let fault = UTF8Scanner(entry).firstFault(
        in: 0..<entry.byteCount, allowingControlCharacters: true)
      {
        let start = section.byteOffsets(of: entry)?.lowerBound ?? 0
        throw FormatError(
          .g16, "byte of a vocabulary entry that is not UTF-8, where ASCII",
          at: self.section(at: sectionIndex).offset + UInt64(start + fault),
          section: sectionIndex, .atMost, expected: 0x7F, found: Int64(entry.byte(at: fault)))
      }
    }
  }
}
