// Items that are answered one by one: the answered one collapses, and the focus goes to the next.
import { postAsking } from "./ask.js";
import { NameBox } from "./names.js";
import { say, sayRefused } from "./toast.js";
import { undoLatest } from "./undo.js";

// `back` gets the focus if there is no answer after all.
async function answer(back, path, body) {
  const item = back.closest("[data-item]");
  const next = item.nextElementSibling ?? item.previousElementSibling;
  item.hidden = true;
  try {
    const done = await postAsking(path, body);
    if (done === null) { item.hidden = false; back.focus(); return; }
    item.remove();
    (next?.querySelector("button") ?? document.getElementById("main")).focus();
    say(done.said, { action: { text: "Undo", run: undoLatest } });
  } catch (error) {
    item.hidden = false;
    back.focus();
    sayRefused(error);
  }
}

// A button that opens a box for a name, and the form with the box.
function askName(opener, form) {
  const input = form.querySelector("input");
  const name = (text) => {
    if (text) answer(input, form.dataset.names, { ...JSON.parse(form.dataset.body), name: text });
  };
  const show = (open) => {
    form.hidden = !open;
    opener.ariaExpanded = String(open);
    (open ? input : opener).focus();
  };
  const box = new NameBox(input, { chosen: name, left: () => show(false) });
  form.addEventListener("submit", (event) => { event.preventDefault(); name(box.name); });
  opener.addEventListener("click", () => show(form.hidden));
}

for (const button of document.querySelectorAll("[data-item] [data-post]")) {
  button.addEventListener("click", () => answer(button, button.dataset.post, JSON.parse(button.dataset.body)));
}
for (const form of document.querySelectorAll("[data-item] [data-names]")) {
  askName(document.querySelector(`[aria-controls="${form.id}"]`), form);
}
