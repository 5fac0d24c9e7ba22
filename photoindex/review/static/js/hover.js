// Show the photo of a face while the mouse rests on it. With keys, g shows it.
import { part } from "./api.js";

const REST = 600;
const LARGEST = 360;
const GAP = 8;
const held = document.createElement("div");
held.className = "hover";
held.hidden = true;
held.ariaHidden = "true"; // Screen readers have the dialog that g opens.
document.body.append(held);
let over = null;
let timer = null;

async function show(tile) {
  const photo = await part(`/peek/${tile.dataset.face}`).catch(() => null); // The dialog says what is wrong.
  const picture = photo?.querySelector("img");
  await picture?.decode().catch(() => {});
  if (over !== tile || !picture || document.querySelector("dialog[open]")) return;
  held.replaceChildren(photo);
  const scale = Math.min(LARGEST / picture.width, LARGEST / picture.height);
  picture.style.setProperty("width", `${picture.width * scale}px`);
  picture.style.setProperty("height", `${picture.height * scale}px`);
  held.hidden = false;
  place(tile.getBoundingClientRect(), held.getBoundingClientRect());
}

// Beside the face, where there is room.
function place(face, photo) {
  const right = face.right + GAP;
  const left = right + photo.width + GAP <= innerWidth ? right : Math.max(GAP, face.left - GAP - photo.width);
  const top = Math.min(face.top, innerHeight - photo.height - GAP);
  held.style.setProperty("left", `${left}px`);
  held.style.setProperty("top", `${Math.max(GAP, top)}px`);
}

function hide() {
  clearTimeout(timer);
  over = null;
  held.hidden = true;
}

// Not `pointerover`: a face that comes to lie under a mouse at rest is not looked at.
document.addEventListener("pointermove", (event) => {
  if (event.pointerType !== "mouse" || (event.movementX === 0 && event.movementY === 0)) return;
  const tile = event.target.closest?.(".tile[data-face], .look[data-face]");
  if (tile === over) return;
  hide();
  if (!tile || event.buttons) return;
  over = tile;
  timer = setTimeout(() => show(tile), REST);
});
for (const ends of ["pointerdown", "keydown", "wheel", "scroll"]) {
  document.addEventListener(ends, () => { clearTimeout(timer); held.hidden = true; }, { capture: true, passive: true });
}
document.documentElement.addEventListener("pointerleave", hide);
