// Items that are answered one by one: the answered one collapses, and the focus goes to the next.
import { postAsking } from "./ask.js";
import { say, sayRefused } from "./toast.js";
import { undoLatest } from "./undo.js";

async function answer(button) {
  const item = button.closest("[data-item]");
  const next = item.nextElementSibling ?? item.previousElementSibling;
  item.hidden = true;
  try {
    const done = await postAsking(button.dataset.post, JSON.parse(button.dataset.body));
    if (done === null) { item.hidden = false; button.focus(); return; }
    item.remove();
    (next?.querySelector("button") ?? document.getElementById("main")).focus();
    say(done.said, { action: { text: "Undo", run: undoLatest } });
  } catch (error) {
    item.hidden = false;
    button.focus();
    sayRefused(error);
  }
}

for (const button of document.querySelectorAll("[data-item] [data-post]")) {
  button.addEventListener("click", () => answer(button));
}
