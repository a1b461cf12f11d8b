// A block of cells in a form: chosen with Shift and the arrow keys or with the mouse, copied, cut, emptied or pasted.
"use strict";

window.duoEntry = window.duoEntry ?? {};

// `columns` gives the cells of a row that hold something, `act` makes one step of what it is given,
// `tell` says something that is not shown.
window.duoEntry.keepBlock = ({ grid, most, rows, addRows, rowOf, columns, named, isText, labelOf, act, say, tell, calculate }) => {
  const { readBlock, findHeadings, fill } = window.duoEntry;
  const MOST_NAMED = 12; // cells that a message names one by one
  let from = null; // the cell where the block begins, and the one where it ends
  let to = null;

  const isCell = (element) => Boolean(element?.matches?.("input, select, textarea")) && grid.contains(element) && columns(rowOf(element)).includes(element);
  const placeOf = (cell) => [rows().indexOf(rowOf(cell)), columns(rowOf(cell)).indexOf(cell)];
  const whole = () => [columns(rows()[0])[0], columns(rows().at(-1)).at(-1)];

  // Return the chosen cells, row by row; null without a block.
  function chosen() {
    if (!from?.isConnected || !to?.isConnected) return null;
    const [[top, left], [bottom, right]] = [placeOf(from), placeOf(to)];
    const between = (list, one, other) => list.slice(Math.min(one, other), Math.max(one, other) + 1);
    return between(rows(), top, bottom).map((row) => between(columns(row), left, right));
  }

  function choose(first, last) {
    [from, to] = [first, last];
    for (const marked of grid.querySelectorAll(".duo-entry__picked")) marked.classList.remove("duo-entry__picked");
    const block = chosen();
    if (!block) return;
    for (const cell of block.flat()) cell.closest("td").classList.add("duo-entry__picked");
    const number = (row) => Number(rowOf(row[0]).dataset.row) + 1;
    tell(`Blok: rij ${number(block[0])} tot en met ${number(block.at(-1))}, ${labelOf(block[0][0])} tot en met ${labelOf(block[0].at(-1))}.`);
  }

  const drop = () => from && choose(null, null);

  function textOf(cell) {
    if (cell.type === "checkbox") return cell.checked ? "ja" : "";
    if (cell.tagName === "SELECT") return cell.value ? cell.selectedOptions[0].text : "";
    return cell.value;
  }

  const quoted = (text) => (/[\t\n]|^"/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

  function copy(event, { empty = false } = {}) {
    const block = chosen();
    if (!block || !isCell(document.activeElement)) return;
    event.preventDefault();
    const lines = block.map((row) => row.map(textOf));
    const isWhole = block.length === rows().length && block[0].length === columns(rows()[0]).length;
    if (isWhole) {
      while (lines.length > 1 && lines.at(-1).every((text) => !text)) lines.pop();
      lines.unshift(block[0].map(labelOf));
    }
    const table = document.createElement("table");
    for (const line of lines) {
      const row = table.insertRow();
      for (const text of line) {
        const cell = row.insertCell();
        text.split("\n").forEach((part, at) => cell.append(...(at ? [document.createElement("br")] : []), part));
      }
    }
    event.clipboardData.setData("text/plain", lines.map((line) => line.map(quoted).join("\t")).join("\n"));
    event.clipboardData.setData("text/html", table.outerHTML);
    if (empty) clear(block);
    const count = lines.length - Number(isWhole);
    say(`${count} ${count === 1 ? "rij" : "rijen"} ${empty ? "geknipt" : "gekopieerd"}${isWhole ? ", met de kopregel" : ""}.`);
  }

  function clear(block) {
    act(() => {
      for (const cell of block.flat()) {
        if (cell.type === "checkbox") cell.checked = false;
        else cell.value = "";
      }
    });
  }

  // Return whether a key made, changed or used the block.
  function onKey(event) {
    const cell = event.target;
    if (!isCell(cell)) return false;
    const control = event.ctrlKey || event.metaKey;
    if (control && event.key.toLowerCase() === "a") {
      const all = isText(cell) && cell.value && cell.selectionEnd - cell.selectionStart < cell.value.length;
      if (all) return false; // the text of the cell first; the whole grid the next time
      choose(...whole());
      return true;
    }
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (step && event.shiftKey && !control && !event.altKey) {
      if (!chosen() && isText(cell) && !atEdge(cell, event.key)) return false; // chooses letters
      const [down, across] = placeOf(to ?? cell);
      const next = columns(rows()[down + step[0]] ?? rows()[down])[across + step[1]];
      if (next) choose(from ?? cell, next);
      return true;
    }
    if (["Delete", "Backspace"].includes(event.key) && chosen()) {
      clear(chosen());
      return true;
    }
    if (event.key === "Escape" && chosen()) {
      drop();
      return true;
    }
    if (!["Shift", "Control", "Alt", "Meta"].includes(event.key) && !control) drop();
    return false;
  }

  function atEdge(cell, key) {
    const all = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    const [before, after] = [cell.value.slice(0, cell.selectionStart), cell.value.slice(cell.selectionEnd)];
    return all || { ArrowUp: !before.includes("\n"), ArrowDown: !after.includes("\n"), ArrowLeft: !before, ArrowRight: !after }[key];
  }

  function paste(event) {
    const at = event.target;
    if (!isCell(at)) return;
    const text = event.clipboardData.getData("text/plain");
    const block = readBlock(text, event.clipboardData.getData("text/html"));
    const isOne = block.length === 1 && block[0].length === 1 && isText(at);
    if (isOne && block[0][0] === text) return; // one value: as everywhere
    event.preventDefault();
    if (isOne) {
      document.execCommand("insertText", false, block[0][0]); // without the quotes of a spreadsheet; can be undone
      return;
    }
    const cell = chosen()?.[0][0] ?? at;
    drop();
    const first = columns(rowOf(cell)).indexOf(cell);
    const labels = columns(rowOf(cell)).map(labelOf);
    const heading = findHeadings(block, labels);
    const names = heading ? block[heading.at] : [];
    const lines = heading ? block.slice(heading.at + 1) : block;
    const start = rows().indexOf(rowOf(cell));
    const space = rows().length - start;
    if (start + lines.length > most) {
      say(`Er passen hoogstens ${most} rijen in het raster. Plak een kleiner blok.`);
      return;
    }
    const missed = [];
    const place = (across) => (heading ? heading.places[across] : first + across);
    const lost = names.filter((name, across) => name.trim() && place(across) < 0);
    if (lost.length) missed.push(`kolom ${lost.map((name) => `'${name.trim()}'`).join(", ")} staat niet in het raster`);
    act(() => {
      if (lines.length > space) addRows(lines.length - space);
      const all = rows();
      lines.forEach((line, down) => {
        const targets = columns(all[start + down]);
        const where = `rij ${start + down + 1}`;
        line.forEach((value, across) => {
          const target = targets[place(across)];
          if (!target) {
            if (value.trim() && place(across) !== -1) missed.push(`${where}: '${value.trim()}' valt buiten het raster`);
          } else if (!fill(target, value)) missed.push(`${where}, ${labelOf(target)}: '${value.trim()}'`);
        });
      });
    });
    at.focus();
    report(lines.length, Boolean(heading), missed);
    const pasted = new Set(rows().slice(start, start + lines.length));
    calculate().then((answer) => {
      const all = rows();
      const told = missed.length;
      for (const row of answer?.rows ?? []) {
        if (!pasted.has(all[row.index])) continue;
        for (const problem of row.problems) {
          const control = named(all[row.index], problem.field);
          if (control?.matches(".duo-entry__right") && control.value) missed.push(`rij ${row.index + 1}: ${problem.sentence.replace(/\.$/, "")}`);
        }
      }
      if (missed.length > told) report(lines.length, Boolean(heading), missed);
    });
  }

  function report(count, heading, missed) {
    const done = `${count} ${count === 1 ? "rij" : "rijen"} geplakt${heading ? ", zonder de kopregel" : ""}.`;
    const more = missed.length > MOST_NAMED ? `; en nog ${missed.length - MOST_NAMED}` : "";
    say(missed.length ? `${done} Niet begrepen (${missed.length}): ${missed.slice(0, MOST_NAMED).join("; ")}${more}.` : `${done} Alles is begrepen.`);
  }

  let pressed = null;
  grid.addEventListener("pointerdown", (event) => {
    const cell = event.target;
    if (event.shiftKey && isCell(cell) && isCell(document.activeElement) && cell !== document.activeElement) {
      event.preventDefault();
      choose(from ?? document.activeElement, cell);
      return;
    }
    drop();
    pressed = event.pointerType === "mouse" && event.button === 0 && isCell(cell) ? cell : null;
  });
  // Holding Shift keeps the keyboard where it is; a list would open.
  grid.addEventListener("mousedown", (event) => {
    if (event.shiftKey && chosen() && isCell(event.target)) event.preventDefault();
  });
  grid.addEventListener("pointerover", (event) => {
    const cell = event.target.closest("td")?.querySelector("input:not([type=hidden]), select, textarea");
    if (pressed && event.buttons === 1 && isCell(cell) && (cell !== pressed || from)) choose(pressed, cell);
  });
  grid.addEventListener("focusin", (event) => {
    if (event.target !== from) drop();
  });
  document.addEventListener("pointerup", () => { pressed = null; });
  document.addEventListener("copy", (event) => copy(event));
  document.addEventListener("cut", (event) => copy(event, { empty: true }));

  return { onKey, paste };
};
