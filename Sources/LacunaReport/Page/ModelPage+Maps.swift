extension ModelPage {
  /// The maps of a matrix: a canvas for each gate, drawn by the script, and what to colour by.
  func maps(_ picture: MatrixPicture, blocks: [String], density: Double) -> String {
    let map = picture.map
    var channels: [(name: String, label: String, channel: MatrixMap.Channel, isShare: Bool)] = [
      ("occupancy", "weights not 0", map.occupancy, true), ("size", "size, rms", map.size, false),
    ]
    if let error = map.error { channels.append(("error", "error, rms", error, false)) }
    let data = channels.map { channel in
      "<data hidden data-name=\"\(channel.name)\" data-share=\"\(channel.isShare ? 1 : 0)\" "
        + "data-most=\"\(channel.channel.greatest)\" "
        + "value=\"\(channel.channel.levels)\"></data>"
    }
    // Where nearly every weight is something, its size says more.
    let first = density > 0.5 ? "size" : "occupancy"
    let choices = channels.map { channel in
      "<button type=\"button\" aria-pressed=\"\(channel.name == first)\" data-name=\"\(channel.name)\">"
        + "\(channel.label)</button>"
    }
    let aspect = Double(map.cellColumns) / Double(map.cellRows)
    let canvases = blocks.enumerated().map { index, name in
      "<figure><canvas tabindex=\"0\" role=\"img\" width=\"\(map.cellColumns)\" "
        + "height=\"\(map.cellRows)\" style=\"--aspect:\(plain(aspect))\" data-block=\"\(index)\" "
        + "aria-label=\"Map\(name.isEmpty ? "" : " of the \(name)'s rows")\"></canvas>"
        + (name.isEmpty ? "" : "<figcaption>\(name)</figcaption>") + "</figure>"
    }
    let cell =
      map.cellHeight * map.cellWidth == 1
      ? "a cell is one weight" : "a cell is \(map.cellHeight) × \(map.cellWidth) weights"
    return """
      <div class="maps" data-rows="\(map.blockRows)" data-columns="\(map.columns)" \
      data-height="\(map.cellHeight)" data-width="\(map.cellWidth)">
      <div class="choices" role="group" aria-label="Colour by">\(choices.joined())\
      <span class="note">\(cell); rows are outputs, columns inputs</span></div>
      <div class="blocks n\(min(blocks.count, 4))">\(canvases.joined())</div>
      <p class="scale"><span>0</span><i></i><span class="most"></span>\
      <output class="cell"></output></p>
      \(data.joined(separator: "\n"))
      </div>
      """
  }

  /// The first weights one by one.
  func closeUp(_ closeUp: MatrixCloseUp, _ matrix: ModelReport.Matrix) -> String {
    let group = matrix.axis == .input ? matrix.groupSize ?? 0 : 0
    let groups = matrix.groupSize.map { ", groups of \($0) along the \(matrix.axis?.name ?? "")s" }
    return """
      <figure class="closeup" data-rows="\(closeUp.rows)" data-columns="\(closeUp.columns)" \
      data-group="\(group)" data-levels="\(closeUp.levels)">
      <figcaption><b>Close up</b> <span>the first \(closeUp.rows) × \(closeUp.columns) weights, \
      <em class="minus">below</em> and <em class="plus">above</em> 0, up to \
      \(scientific(Double(closeUp.greatest)))\(groups ?? "")</span></figcaption>
      <canvas role="img" aria-label="The first weights, one by one"></canvas>
      </figure>
      """
  }
}
