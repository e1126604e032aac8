extension ModelPage {
  /// The page's script: it draws the maps, and says what is pointed at.
  static let script = """
    "use strict";
    (() => {
      const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
      const level = new Map([...digits].map((digit, index) => [digit, index]));
      const css = getComputedStyle(document.documentElement);
      const color = (name) => {
        const hex = css.getPropertyValue("--" + name).trim();
        return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
      };
      const mix = (a, b, t) => a.map((value, index) => value + (b[index] - value) * t);
      const ramp = (stops) => Array.from({ length: 64 }, (_, index) => {
        const at = (index / 63) * (stops.length - 1);
        const first = Math.min(Math.floor(at), stops.length - 2);
        return mix(stops[first], stops[first + 1], at - first);
      });
      const put = (image, at, rgb) => {
        for (let part = 0; part < 3; part++) image.data[4 * at + part] = rgb[part];
        image.data[4 * at + 3] = 255;
      };
      const number = (value, isShare) => isShare
        ? (100 * value).toFixed(1) + "%" : Number(value.toPrecision(3)).toString();

      // Parts of the file: pointed at, tapped, or reached with the arrow keys.
      const parts = [...document.querySelectorAll(".p")];
      const details = document.getElementById("part");
      const select = (part, takesFocus) => {
        for (const other of parts) {
          other.setAttribute("aria-selected", other === part);
          other.tabIndex = other === part ? 0 : -1;
        }
        details.querySelector("b").textContent = part.dataset.kind;
        details.querySelector("b").className = "k-" + part.dataset.kind;
        details.querySelector("span").textContent = part.dataset.text;
        if (takesFocus) part.focus({ preventScroll: true });
      };
      parts.forEach((part, index) => {
        part.addEventListener("pointerenter", () => select(part, false));
        part.addEventListener("click", () => select(part, true));
        part.addEventListener("focus", () => select(part, false));
        part.addEventListener("keydown", (event) => {
          const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
          const end = { Home: 0, End: parts.length - 1 }[event.key];
          const next = step !== undefined ? index + step : end;
          if (next === undefined) return;
          event.preventDefault();
          if (parts[next]) select(parts[next], true);
        });
      });
      if (parts.length) parts[0].setAttribute("aria-selected", true);
      for (const button of document.querySelectorAll(".steps button")) {
        button.addEventListener("click", () => {
          const shown = parts.findIndex((part) => part.getAttribute("aria-selected") === "true");
          const next = parts[shown + Number(button.dataset.step)];
          if (next) select(next, false);
        });
      }

      // Bars of charts: pointed at or tapped, the line below says how high they are.
      for (const chart of document.querySelectorAll(".chart")) {
        const range = chart.querySelector(".range");
        const text = range.textContent;
        for (const bar of chart.querySelectorAll("g")) {
          const say = () => { range.textContent = bar.querySelector("title").textContent; };
          bar.addEventListener("pointerenter", say);
          bar.addEventListener("pointerdown", say);
        }
        chart.addEventListener("pointerleave", (event) => {
          // A finger leaves when it is lifted: what it tapped stays to be read.
          if (event.pointerType === "mouse") range.textContent = text;
        });
      }

      // Maps of matrices.
      const maps = [...document.querySelectorAll(".maps")].map((element) => {
        const channels = new Map();
        for (const data of element.querySelectorAll("data")) {
          channels.set(data.dataset.name, {
            levels: data.value, most: Number(data.dataset.most),
            isShare: data.dataset.share === "1",
          });
        }
        const map = {
          element, channels,
          shown: element.querySelector("[aria-pressed=true]").dataset.name,
          canvases: [...element.querySelectorAll("canvas")],
        };
        for (const button of element.querySelectorAll("button")) {
          button.addEventListener("click", () => {
            map.shown = button.dataset.name;
            for (const other of element.querySelectorAll("button")) {
              other.setAttribute("aria-pressed", other === button);
            }
            draw(map);
          });
        }
        map.canvases.forEach((canvas) => listen(map, canvas));
        return map;
      });

      function draw(map) {
        const channel = map.channels.get(map.shown);
        const colors = ramp([0, 1, 2, 3].map((stop) => color("map-" + stop)));
        map.element.querySelector(".most").textContent = number(channel.most, channel.isShare);
        for (const canvas of map.canvases) {
          const context = canvas.getContext("2d");
          const image = context.createImageData(canvas.width, canvas.height);
          const count = canvas.width * canvas.height;
          const first = Number(canvas.dataset.block) * count;
          for (let at = 0; at < count; at++) {
            put(image, at, colors[level.get(channel.levels[first + at])]);
          }
          context.putImageData(image, 0, 0);
        }
      }

      function listen(map, canvas) {
        const at = { x: 0, y: 0 };
        const output = map.element.querySelector("output");
        const rows = Number(map.element.dataset.rows);
        const columns = Number(map.element.dataset.columns);
        const height = Number(map.element.dataset.height);
        const width = Number(map.element.dataset.width);
        const block = Number(canvas.dataset.block);
        const range = (index, cells, count, size) => {
          const first = index * size;
          const last = index === cells - 1 ? count - 1 : first + size - 1;
          return first === last ? `${first}` : `${first}–${last}`;
        };
        const say = () => {
          const cell = (block * canvas.height + at.y) * canvas.width + at.x;
          const values = [...map.channels.values()].map((channel) => {
            const share = level.get(channel.levels[cell]) / 63;
            return number(share * channel.most, channel.isShare);
          });
          const names = [...map.element.querySelectorAll("button")].map((b) => b.textContent);
          output.textContent = `row ${range(at.y, canvas.height, rows, height)}, `
            + `column ${range(at.x, canvas.width, columns, width)}: `
            + names.map((name, index) => `${name} ${values[index]}`).join(", ");
        };
        const move = (x, y) => {
          at.x = Math.max(0, Math.min(canvas.width - 1, x));
          at.y = Math.max(0, Math.min(canvas.height - 1, y));
          say();
        };
        const point = (event) => {
          const box = canvas.getBoundingClientRect();
          move(Math.floor(((event.clientX - box.left) / box.width) * canvas.width),
            Math.floor(((event.clientY - box.top) / box.height) * canvas.height));
        };
        canvas.addEventListener("pointermove", point);
        canvas.addEventListener("pointerdown", point);
        canvas.addEventListener("focus", say);
        canvas.addEventListener("keydown", (event) => {
          const step = {
            ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
          }[event.key];
          if (!step) return;
          event.preventDefault();
          move(at.x + step[0], at.y + step[1]);
        });
      }

      // Close ups: a square for each weight, and a gap after each group.
      function drawCloseUp(figure) {
        const { levels } = figure.dataset;
        const [rows, columns] = [Number(figure.dataset.rows), Number(figure.dataset.columns)];
        const group = Number(figure.dataset.group);
        const canvas = figure.querySelector("canvas");
        const side = 9;
        const left = (column) => column * (side + 1) + (group ? 3 * Math.floor(column / group) : 0);
        canvas.width = left(columns - 1) + side;
        canvas.height = rows * (side + 1) - 1;
        canvas.style.maxWidth = canvas.width + "px";
        const context = canvas.getContext("2d");
        const [zero, plus, minus] = ["zero", "plus", "minus"].map(color);
        for (let at = 0; at < levels.length; at++) {
          const code = levels.charCodeAt(at);
          const size = code === 46 ? 0 : ((code & 31) + 7) / 33;
          const rgb = mix(zero, code >= 97 ? plus : minus, Math.min(1, size));
          context.fillStyle = `rgb(${rgb.map(Math.round).join(",")})`;
          context.fillRect(
            left(at % columns), Math.floor(at / columns) * (side + 1), side, side);
        }
      }

      const drawAll = () => {
        maps.forEach(draw);
        document.querySelectorAll(".closeup").forEach(drawCloseUp);
      };
      drawAll();
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
    })();
    """
}
