// What somebody types while a question is loading belongs to its name box, and is kept until the box is there. Enter is
// not kept: nobody names faces that were not shown yet.
import { HAS_KEYS } from "./keys.js";

let isWaiting = null;
let typed = "";

// Keep what is typed as long as `waiting()` is true, or until it is called without an argument.
export function waitFor(waiting = null) {
  if (!isWaiting || !waiting) typed = "";
  isWaiting = waiting;
}

export function typedEarly() {
  const text = typed;
  waitFor();
  return text;
}

// In the capture phase: the keys of the page do not see what is kept.
document.addEventListener("keydown", (event) => {
  if (!HAS_KEYS || !isWaiting?.() || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, textarea, select") || document.querySelector("dialog[open]")) return;
  if (event.key.length === 1) typed += event.key;
  else if (event.key === "Backspace") typed = typed.slice(0, -1);
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
