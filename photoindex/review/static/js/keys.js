// Keys: each page binds its own, and `?` lists them. While the user types, no key but Escape has an effect.
const bound = [];
const readOnly = document.body.dataset.readOnly === "true";

// Each binding: { key, does, run, changes?, shown? }; `changes` marks keys that do nothing on a read-only page.
export function bindKeys(bindings) {
  bound.push(...bindings.filter((binding) => !(readOnly && binding.changes)));
}

// Hints about keys are for those who have some.
export const HAS_KEYS = !matchMedia("(hover: none) and (pointer: coarse)").matches;

export function showKeys() {
  const list = document.getElementById("keys-list");
  list.replaceChildren(...bound.filter(({ does }) => does).flatMap(({ key, shown, does }) => {
    const term = document.createElement("dt");
    const keycap = document.createElement("kbd");
    keycap.textContent = shown ?? key;
    term.append(keycap);
    const description = document.createElement("dd");
    description.textContent = does;
    return [term, description];
  }));
  document.getElementById("keys").showModal();
}

// A key that is pressed before all scripts of the page have run may be the first letter of a name.
let isReady = document.readyState === "complete";
document.addEventListener("DOMContentLoaded", () => { isReady = true; });

document.addEventListener("keydown", (event) => {
  if (!isReady || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const typing = event.target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if ((typing && event.key !== "Escape") || document.querySelector("dialog[open]")) return;
  // Enter and space press what has the focus.
  if (["Enter", " "].includes(event.key) && event.target.matches("button, a, summary, input")) return;
  const binding = bound.findLast(({ key }) => key === event.key);
  if (!binding) return;
  event.preventDefault();
  binding.run(event);
});
