@testable import LacunaImport

/// The bytes of a safetensors file that is not necessarily a right one.
func craftedSafetensors(
  _ header: String, data: [UInt8] = [], length: UInt64? = nil
) -> [UInt8] {
  var bytes: [UInt8] = []
  bytes.append(littleEndian: length ?? UInt64(header.utf8.count))
  return bytes + header.utf8 + data
}

/// One float32 tensor of a header.
func tensorEntry(_ name: String, _ shape: [Int], _ begin: Int, _ end: Int) -> String {
  #""\#(name)":{"dtype":"F32","shape":\#(shape),"data_offsets":[\#(begin),\#(end)]}"#
}

/// The bytes of a safetensors file of float32 arrays.
func safetensors(_ arrays: [OutputArray]) -> [UInt8] {
  var entries: [String] = []
  var data: [UInt8] = []
  for array in arrays {
    let start = data.count
    for value in array.values {
      data.append(littleEndian: value.bitPattern)
    }
    entries.append(tensorEntry(array.name, array.shape, start, data.count))
  }
  return craftedSafetensors("{" + entries.joined(separator: ",") + "}", data: data)
}
