// Comfort only: the text in the field can be copied without this script too.
"use strict";

const from = document.querySelector("[data-copy-from]");
const button = document.querySelector("[data-copy]");
const said = document.querySelector("[data-copy-said]");
from.addEventListener("focus", () => from.select());
if (navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(from.value);
      said.textContent = "Gekopieerd.";
    } catch {
      from.select();
      said.textContent = "Kopiëren lukt niet vanzelf. De tekst is geselecteerd: kopieer hem met Ctrl+C.";
    }
  });
}
