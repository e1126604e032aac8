extension ModelPage {
  /// The page's style: two themes from one set of names, and one column on a telephone.
  static let style = """
    :root {
      --paper: #fbfaf7; --card: #ffffff; --ink: #1d1c1a; --soft: #625e57; --line: #dedad2;
      --accent: #1f5fa8; --bar: #3d7ab8; --bar-strong: #1f5fa8; --hit: #00000010;
      --map-0: #f1efe9; --map-1: #a9c9e4; --map-2: #3f82bd; --map-3: #0c2f5e;
      --plus: #1f5fa8; --minus: #b5481b; --zero: #f1efe9; --on-weights: #ffffff;
      --graph: #8a5bb5; --strings: #c2588f; --weights: #2f74b5; --rowExponents: #d07c1f;
      --biases: #4b9150; --activationTable: #1f958f; --vocabulary: #ad8a12; --metadata: #7c776e;
      --header: #3c3a36; --sectionTable: #6b4f3a; --unknown: #c23b3b; --padding: #e6e2da;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #14161a; --card: #1b1e24; --ink: #ebe8e2; --soft: #a5a19a; --line: #343841;
        --accent: #82b8ee; --bar: #5b97d0; --bar-strong: #9cc8f2; --hit: #ffffff14;
        --map-0: #23272f; --map-1: #2c5680; --map-2: #5fa5df; --map-3: #e6f4ff;
        --plus: #7cbcf5; --minus: #f2915c; --zero: #23272f;
        --on-weights: #0b1420;
        --graph: #b48be0; --strings: #e58bb8; --weights: #5b9fe0; --rowExponents: #efa24e;
        --biases: #7cc081; --activationTable: #4fc4bd; --vocabulary: #d9ba4a; --metadata: #a29d94;
        --header: #c9c5bd; --sectionTable: #b8977c; --unknown: #ef7070; --padding: #2d313a;
      }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body {
      margin: 0 auto; max-width: 72rem; padding: 2.5rem 1.5rem; background: var(--paper);
      color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans",
      "Liberation Sans", sans-serif; font-variant-numeric: tabular-nums;
    }
    h1 { font-size: clamp(1.6rem, 5vw, 2.5rem); line-height: 1.15; margin: .1em 0 .2em;
      letter-spacing: -.02em; overflow-wrap: anywhere; }
    h2 { font-size: 1.25rem; margin: 3rem 0 .5rem; letter-spacing: -.01em; }
    h3 { font-size: 1.05rem; margin: 1.25rem 0 .1rem; overflow-wrap: anywhere; }
    p { margin: .4rem 0; }
    a { color: var(--accent); text-underline-offset: .15em; }
    code { font: .92em ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; }
    q { quotes: none; background: var(--hit); border-radius: .2rem; padding: 0 .25em;
      white-space: pre; }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    .kicker { text-transform: uppercase; letter-spacing: .12em; font-size: .75rem;
      color: var(--soft); margin: 0; }
    .lead { font-size: 1.05rem; color: var(--soft); }
    .note { color: var(--soft); font-size: .875rem; font-weight: 400; }
    .scopes { display: grid; gap: 1rem; grid-template-columns: 1fr 1fr; margin-top: 1.5rem; }
    .scope, .matrix { background: var(--card); border: 1px solid var(--line);
      border-radius: .6rem; padding: 1.1rem 1.25rem; }
    .scope h2 { margin: 0; font-size: .95rem; }
    .figure { margin: 0; display: flex; align-items: baseline; gap: .5rem; color: var(--soft); }
    .figure b { font-size: 2.75rem; line-height: 1.2; color: var(--ink); letter-spacing: -.03em; }
    .against { height: .6rem; border: 1px solid var(--bar); border-radius: .2rem;
      margin: .25rem 0 .9rem; overflow: hidden; }
    .against i { display: block; height: 100%; min-width: 2px; background: var(--bar-strong); }
    dl { margin: 0; }
    dl div { display: flex; justify-content: space-between; gap: 1rem; font-size: .9rem;
      padding: .2rem 0; border-top: 1px solid var(--line); }
    dt { color: var(--soft); } dd { margin: 0; text-align: right; overflow-wrap: anywhere; }
    .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr));
      gap: .5rem 1.25rem; margin: .75rem 0; }
    .facts div { display: block; padding: 0; border: 0; }
    .facts dt { font-size: .78rem; } .facts dd { text-align: left; font-weight: 600; }
    .filemap { display: grid; grid-template-columns: max-content 1fr; gap: .5rem;
      margin-top: .75rem; }
    .filemap { --row-height: 1.45rem; }
    .canvas { position: relative; min-width: 0; }
    .filemap svg { width: 100%; height: calc(var(--rows) * var(--row-height)); display: block;
      border-radius: .3rem; }
    .canvas span { position: absolute; top: calc(var(--row) * var(--row-height));
      line-height: var(--row-height); padding-left: .6rem; color: var(--on-weights);
      font-size: .78rem; pointer-events: none; white-space: nowrap; overflow: hidden;
      text-overflow: ellipsis; }
    .addresses { display: flex; flex-direction: column; color: var(--soft);
      font: .72rem ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; }
    .addresses span { height: var(--row-height); line-height: var(--row-height);
      text-align: right; }
    .whole { fill: var(--padding); }
    .p { cursor: pointer; outline: none; }
    .p rect { fill: var(--k); stroke: var(--paper); stroke-width: 1;
      vector-effect: non-scaling-stroke; }
    .p.odd rect { fill: color-mix(in srgb, var(--k) 80%, var(--ink)); }
    .p[aria-selected=true] rect { stroke: var(--ink); stroke-width: 2.5; }
    .filemap svg:focus-within { outline: 2px solid var(--accent); outline-offset: 3px; }
    .details { min-height: 3.2em; border-left: .25rem solid var(--line); padding-left: .75rem;
      overflow-wrap: anywhere; }
    .details b { display: inline-block; border-bottom: .2rem solid var(--k); line-height: 1.2;
      margin-right: .35rem; }
    .steps { display: flex; gap: .35rem; }
    .legend { list-style: none; padding: 0; margin: .75rem 0 0; display: grid; font-size: .875rem;
      grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .15rem 1.5rem; }
    .legend b { font-weight: 600; } .legend span { color: var(--soft); }
    i[class^=k-] { display: inline-block; width: .75em; height: .75em; border-radius: .15em;
      background: var(--k); margin-right: .45em; }
    \(kinds)
    .chain { list-style: none; margin: .5rem 0; padding: 0; display: flex; flex-wrap: wrap;
      gap: .5rem 1.6rem; }
    .layer { position: relative; flex: 1 1 12rem; max-width: 22rem; background: var(--card);
      border: 1px solid var(--line); border-top: .25rem solid var(--bar); border-radius: .4rem;
      padding: .6rem .8rem; font-size: .9rem; display: flex; flex-direction: column;
      overflow-wrap: anywhere; }
    .layer + .layer::before { content: "→"; position: absolute; left: -1.35rem; top: .5rem;
      color: var(--soft); }
    .l-embedding, .l-linear { border-top-color: var(--rowExponents); }
    .names { margin-top: .35rem; }
    .matrix { margin: 1rem 0; } .matrix h3 { margin-top: 0; }
    .bits { margin: .75rem 0 1.25rem; font-size: .875rem; }
    .stack { display: flex; height: .8rem; border-radius: .2rem; overflow: hidden; gap: 1px; }
    .stack i, .bits span i { background: var(--c); } .stack i { min-width: 1px; }
    .bits span { white-space: nowrap; }
    .bits span i { display: inline-block; width: .7em; height: .7em; border-radius: .15em;
      margin-right: .3em; }
    .b-position { --c: var(--activationTable); } .b-code { --c: var(--weights); }
    .b-exponents { --c: var(--rowExponents); } .b-padding { --c: var(--metadata); }
    .choices { display: flex; flex-wrap: wrap; gap: .35rem; align-items: center; }
    .choices .note { margin-left: .5rem; }
    button { font: inherit; font-size: .85rem; color: var(--ink); background: none;
      border: 1px solid var(--line); border-radius: 2rem; padding: .2rem .8rem; cursor: pointer; }
    button[aria-pressed=true] { background: var(--ink); color: var(--paper);
      border-color: var(--ink); }
    .blocks { display: grid; gap: .75rem; margin: .75rem 0 .25rem; }
    .blocks.n1 { grid-template-columns: 1fr; }
    .blocks.n3 { grid-template-columns: repeat(3, 1fr); }
    .blocks.n4 { grid-template-columns: repeat(4, 1fr); }
    figure { margin: 0; min-width: 0; }
    canvas { display: block; width: 100%; image-rendering: pixelated; border-radius: .2rem; }
    .maps canvas { max-width: calc(24rem * var(--aspect)); }
    .maps figcaption { font-size: .8rem; color: var(--soft); text-align: center; }
    .scale { display: flex; align-items: center; gap: .5rem; font-size: .8rem; color: var(--soft);
      flex-wrap: wrap; min-height: 1.5rem; }
    .scale i { width: 7rem; height: .7rem; border-radius: .15rem; background:
      linear-gradient(90deg, var(--map-0), var(--map-1), var(--map-2), var(--map-3)); }
    .scale output { margin-left: .75rem; color: var(--ink); }
    .charts { display: grid; gap: 1.1rem 1.75rem; margin: 1.25rem 0;
      grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); }
    .chart { display: flex; flex-direction: column; justify-content: flex-end; }
    .chart svg { width: 100%; height: 5.5rem; display: block; margin-top: .3rem;
      border-bottom: 1px solid var(--soft); }
    .chart rect { fill: var(--bar); } .chart .hit { fill: transparent; }
    .chart g:hover rect { fill: var(--bar-strong); } .chart g:hover .hit { fill: var(--hit); }
    .chart figcaption, .closeup figcaption { font-size: .875rem; }
    .chart figcaption span, .closeup figcaption span { color: var(--soft); }
    .axis { display: flex; justify-content: space-between; font-size: .78rem; margin: .1rem 0 0;
      color: var(--soft); white-space: nowrap; }
    .axis .range { flex: 1 1 0; min-width: 0; display: flex; justify-content: center; }
    .closeup canvas { margin-top: .4rem; }
    .closeup em { font-style: normal; font-weight: 600; }
    .plus { color: var(--plus); } .minus { color: var(--minus); }
    .scroll { overflow-x: auto; margin: 1rem 0 .25rem; }
    table { border-collapse: collapse; font-size: .875rem; width: 100%; }
    caption { text-align: left; font-weight: 600; padding-bottom: .3rem; }
    th { text-align: left; color: var(--soft); font-weight: 500; }
    th, td { padding: .28rem 1.1rem .28rem 0; border-bottom: 1px solid var(--line);
      vertical-align: top; white-space: nowrap; }
    th:last-child, td:last-child { padding-right: 0; white-space: normal; }
    .n { text-align: right; }
    footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line);
      color: var(--soft); font-size: .85rem; }
    @media (min-width: 64rem) {
      .charts { grid-template-columns: repeat(6, 1fr); }
      .chart { grid-column: span 2; }
      .n4 > .chart, .n5 > .chart:nth-child(n+4) { grid-column: span 3; }
    }
    @media (max-width: 42rem) {
      body { padding: 1.5rem 1rem; }
      .facts { grid-template-columns: repeat(auto-fill, minmax(7.5rem, 1fr)); }
      .scopes { grid-template-columns: 1fr; }
      .scope, .matrix { padding: .9rem; }
      .blocks.n4 { grid-template-columns: 1fr 1fr; }
      .filemap { --row-height: 1.2rem; }
      .layer { max-width: none; flex-basis: 100%; }
      .layer + .layer::before { content: "↓"; left: 50%; top: -1.3rem; }
      .chain { gap: 1.3rem; }
    }
    @media print { .matrix, .scope, figure { break-inside: avoid; } }
    """

  /// A colour for each kind of part.
  private static let kinds = [
    "header", "sectionTable", "graph", "strings", "weights", "rowExponents", "biases",
    "activationTable", "vocabulary", "metadata", "unknown", "padding",
  ].map { ".k-\($0) { --k: var(--\($0)); }" }.joined(separator: " ")
}
