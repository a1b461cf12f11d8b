// Reading a block that was copied from a spreadsheet, and putting its texts in the fields of a form.
"use strict";

window.duoEntry = window.duoEntry ?? {};

(() => {
  // Cells are divided by tabs; a cell with line ends or quotes in it stands between quotes.
  function readBlock(text) {
    const table = [[""]];
    let quoted = false;
    const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let at = 0; at < source.length; at += 1) {
      const sign = source[at];
      const line = table.at(-1);
      if (quoted && sign === '"' && source[at + 1] === '"') {
        line[line.length - 1] += sign;
        at += 1;
      } else if (sign === '"' && (quoted || line.at(-1) === "")) quoted = !quoted;
      else if (!quoted && sign === "\t") line.push("");
      else if (!quoted && sign === "\n") table.push([""]);
      else line[line.length - 1] += sign;
    }
    return table;
  }

  const plain = (text) =>
    text.replaceAll("\u0133", "ij").normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[\s,.:;()-]+/g, " ").trim();

  function findOption(select, text) {
    const wanted = plain(text);
    if (!wanted) return "";
    const options = [...select.options].filter((option) => option.value);
    const same = options.find((option) => option.value === text.trim() || plain(option.text) === wanted);
    if (same) return same.value;
    const words = wanted.split(" ");
    const starting = options.filter((option) => plain(option.text).startsWith(wanted));
    if (starting.length === 1) return starting[0].value;
    const holding = options.filter((option) => {
      const there = plain(option.text).split(" ");
      return words.every((word) => there.includes(word));
    });
    return holding.length === 1 ? holding[0].value : null;
  }

  function fill(cell, text) {
    if (cell.type === "checkbox") {
      const word = plain(text);
      if (!["", "0", "nee", "n", "x", "v", "1", "ja", "j", "ogon", "waar", "onwaar"].includes(word)) return false;
      cell.checked = !["", "0", "nee", "n", "onwaar"].includes(word);
      return true;
    }
    if (cell.tagName === "SELECT") {
      const value = findOption(cell, text);
      if (value !== null) cell.value = value;
      return value !== null;
    }
    cell.value = text.replaceAll("\u0133", "ij").trim();
    return true;
  }

  Object.assign(window.duoEntry, { readBlock, plain, fill });
})();
