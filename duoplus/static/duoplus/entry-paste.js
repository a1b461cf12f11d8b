// Reading a block that was copied from a spreadsheet, and putting its texts in the fields of a form.
"use strict";

window.duoEntry = window.duoEntry ?? {};

(() => {
  const TITLE_LINES = 6; // so many lines may stand above the headings: the title of a sheet, an empty line
  const SAME_HEADING = { nummer: "nr", uitgaven: "uitgaven in €", bedrag: "uitgaven in €", dekking: "dekkingsbron" };
  // A cell between quotes, which ends where the cell ends. Quotes that do not are signs like all others.
  const QUOTED = /"((?:[^"]|"")*)"(?=\t|\n|$)/y;
  const PLAIN = /[^\t\n]*/y;

  // Return the cells of a block, line by line: from its table when it is one, else from text divided by tabs.
  const readBlock = (text, html = "") => readTable(html) ?? readText(text);

  function readText(text) {
    const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    const block = [[]];
    for (let at = 0; at <= source.length; at += 1) {
      QUOTED.lastIndex = PLAIN.lastIndex = at;
      const quoted = QUOTED.exec(source);
      // A spreadsheet only writes quotes around a cell that needs them; other quotes belong to the text.
      const needed = quoted && /[\t\n]|""/.test(quoted[1]);
      const raw = needed ? quoted[0] : PLAIN.exec(source)[0];
      block.at(-1).push(needed ? quoted[1].replaceAll('""', '"') : raw);
      at += raw.length;
      if (source[at] === "\n") block.push([]);
    }
    return block;
  }

  // A table, so that a line end in a cell of a text processor makes no row; null when it is not exactly one.
  function readTable(html) {
    if (!/<table/i.test(html)) return null;
    const quiet = html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/\sstyle\s*=\s*("[^"]*"|'[^']*')/gi, "");
    const page = new DOMParser().parseFromString(quiet, "text/html");
    const tables = page.querySelectorAll("table");
    if (tables.length !== 1 || !tables[0].rows.length) return null;
    const block = [];
    for (const [down, row] of [...tables[0].rows].entries()) {
      const line = (block[down] ??= []);
      let across = 0;
      for (const cell of row.cells) {
        while (across in line) across += 1; // taken by a cell that reaches down from above
        const tall = Math.min(cell.rowSpan || 1, tables[0].rows.length - down);
        for (let below = 0; below < tall; below += 1) {
          for (let beside = 0; beside < cell.colSpan; beside += 1) (block[down + below] ??= [])[across + beside] = "";
        }
        line[across] = wordsOf(cell);
        across += cell.colSpan;
      }
    }
    return block.map((line) => Array.from(line, (value) => value ?? ""));
  }

  function wordsOf(cell) {
    const words = [];
    const walk = (node) => {
      if (node.nodeType === Node.TEXT_NODE) words.push(node.data.replace(/[ \t\r\n]+/g, " "));
      else if (node.nodeName === "BR") words.push("\n");
      else {
        if (/^(P|DIV|LI)$/.test(node.nodeName) && words.length) words.push("\n");
        node.childNodes.forEach(walk);
      }
    };
    cell.childNodes.forEach(walk);
    return words.join("").replace(/ *\n */g, "\n").trim();
  }

  const plain = (text) =>
    text.replaceAll("\u0133", "ij").normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[\s,.:;()-]+/g, " ").trim();

  // Return the line with the headings and, per column, the place of its heading among those of the form (-1 for none).
  function findHeadings(block, headings) {
    const known = headings.map(plain);
    for (const [at, line] of block.slice(0, TITLE_LINES).entries()) {
      const places = line.map((name) => known.indexOf(SAME_HEADING[plain(name)] ?? plain(name)));
      const found = places.filter((place) => place >= 0);
      if (found.length > 1 && new Set(found).size === found.length) return { at, places };
    }
    return null;
  }

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

  // Put a text in a field; false when it is no value of that field, which is then empty.
  function fill(cell, text) {
    if (cell.type === "checkbox") {
      const word = plain(text);
      cell.checked = ["x", "v", "1", "ja", "j", "ogon", "waar"].includes(word);
      return cell.checked || ["", "0", "nee", "n", "onwaar"].includes(word);
    }
    if (cell.tagName === "SELECT") {
      const value = findOption(cell, text);
      cell.value = value ?? "";
      return value !== null;
    }
    // A spreadsheet shows a nought as a dash: `€ -`.
    cell.value = cell.matches(".duo-entry__right") && /^(€|EUR)?\s*[-\u2013]\s*$/.test(text.trim()) ? "0" : text.replaceAll("\u0133", "ij").trim();
    return true;
  }

  Object.assign(window.duoEntry, { readBlock, findHeadings, fill });
})();
