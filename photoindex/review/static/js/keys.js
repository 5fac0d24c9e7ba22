// Keys: pages bind theirs, `?` lists all that are bound. Keys do nothing while somebody types, except Escape.
const bound = [];
const readOnly = document.body.dataset.readOnly === "true";

// Each binding: { key, does, run, changes?, shown? }; `changes` marks keys that do nothing on a page that only shows.
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

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const typing = event.target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if ((typing && event.key !== "Escape") || document.querySelector("dialog[open]")) return;
  // Enter and space press what has the focus.
  if (["Enter", " "].includes(event.key) && event.target.matches("button, a, summary, input")) return;
  const binding = bound.findLast(({ key }) => key === event.key);
  if (!binding) return;
  event.preventDefault();
  binding.run(event);
});
