// Show the photo of a face: by g, by a click on a face that cannot be ticked, or while the mouse rests on a face.
import { part } from "./api.js";
import "./hover.js";
import { sayRefused } from "./toast.js";

const dialog = document.getElementById("peek");
const body = document.getElementById("peek-body");

export async function peek(faceId) {
  try {
    body.replaceChildren(await part(`/peek/${faceId}`));
    dialog.showModal();
  } catch (refused) {
    sayRefused(refused);
  }
}

// The face that has the focus, or else the first one of `within`.
export function peekAt(within) {
  const here = document.activeElement?.closest("[data-face]") ?? within?.querySelector("[data-face]");
  if (here) peek(here.dataset.face);
}

dialog.addEventListener("keydown", (event) => { if (event.key === "g") dialog.close(); });
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
document.addEventListener("click", (event) => {
  const button = event.target.closest("button.look");
  if (button) peek(button.dataset.face);
});
