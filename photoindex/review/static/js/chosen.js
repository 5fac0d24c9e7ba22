// Choose faces in the lists of a page, and act on them with the buttons of the bar.
import { post } from "./api.js";
import { postAsking } from "./ask.js";
import { bindKeys } from "./keys.js";
import { NameBox } from "./names.js";
import { peek } from "./peek.js";
import { faces } from "./texts.js";
import { Tiles } from "./tiles.js";
import { reload, say, sayRefused } from "./toast.js";
import { undoLatest } from "./undo.js";

const bar = document.querySelector(".chosen");
const idsOf = (tiles) => tiles.map((tile) => Number(tile.dataset.face));
const lists = [...document.querySelectorAll(".choose")].map((list) => {
  const own = [...list.querySelectorAll('[role="option"]')];
  return new Tiles(list, idsOf(own), changed);
});
const chosen = () => [...document.querySelectorAll('.choose [aria-selected="true"]')];

function changed() {
  if (!bar) return;
  const tiles = chosen();
  bar.hidden = tiles.length === 0;
  bar.querySelector(".chosen-count").textContent = faces(tiles.length);
  for (const button of bar.querySelectorAll("[data-one]")) button.hidden = tiles.length !== 1;
  bar.querySelector("[data-see]").hidden = tiles.length !== 1;
}

async function act(button, more = {}) {
  const tiles = chosen();
  if (tiles.length === 0) return;
  const ids = idsOf(tiles);
  const about = "one" in button.dataset ? { face_id: ids[0] } : { faces: ids };
  const leaves = "leaves" in button.dataset;
  if (leaves) for (const tile of tiles) tile.hidden = true;
  clear();
  try {
    const { seen } = bar.dataset;
    const answer = await postAsking(button.dataset.post, { ...JSON.parse(button.dataset.body), ...about, ...more, seen });
    if (answer === null) return show(tiles);
    await seenNow();
    if (leaves) remove(tiles);
    else if (button.dataset.post === "/api/keep") for (const tile of tiles) tile.dataset.status = "confirmed";
    say(answer.said, { action: { text: "Undo", run: undoLatest } });
  } catch (error) {
    show(tiles);
    if (error.kind === "overtaken") say(error.message, { bad: true, action: { text: "Reload", run: () => location.reload() } });
    else sayRefused(error);
  }
}

// After an answer, the page shows the present state of the faces.
async function seenNow() {
  const ids = lists.flatMap((list) => list.ids);
  bar.dataset.seen = (await post("/api/seen", { faces: ids })).seen;
}

// The tiles come back with the reason, ticked as they were.
function show(tiles) {
  for (const tile of tiles) tile.hidden = false;
  for (const list of lists) list.tick(idsOf(tiles.filter((tile) => list.list.contains(tile))), true);
}

function remove(tiles) {
  const list = tiles[0].parentElement;
  const next = tiles.at(-1).nextElementSibling ?? tiles[0].previousElementSibling;
  for (const tile of tiles) tile.remove();
  for (const each of lists) each.settle();
  if (next?.isConnected) next.focus();
  else if (!list.querySelector("[data-face]")) document.getElementById("main").focus();
}

function clear() {
  for (const list of lists) list.tick(list.ids, false);
}

function see() {
  const tile = document.activeElement?.closest("[data-face]") ?? chosen()[0];
  if (tile) peek(tile.dataset.face);
}

bindKeys([
  { key: "g", does: "Show the photo of the face", run: see },
  { key: "Escape", does: "Clear the selection", run: clear },
]);

if (bar) {
  for (const button of bar.querySelectorAll("[data-post]")) {
    const { key } = button.dataset;
    if (key) bindKeys([{ key, does: button.firstChild.textContent.trim(), run: () => button.hidden || act(button), changes: true }]);
    if (button.type === "button") button.addEventListener("click", () => act(button));
  }
  bar.querySelector("[data-see]").addEventListener("click", see);
  bar.querySelector("[data-none]").addEventListener("click", clear);
  bar.addEventListener("submit", (event) => event.preventDefault());
  const naming = bar.querySelector("[data-name-them]");
  if (naming) nameThem(naming);
}

function nameThem(naming) {
  const [input, button] = [naming.querySelector("input"), naming.querySelector("[type=submit]")];
  const name = (text) => {
    if (!text) return input.focus();
    act(button, { name: text });
    input.value = "";
  };
  const box = new NameBox(input, { chosen: name, left: () => chosen()[0]?.focus() });
  button.addEventListener("click", () => name(box.name));
  bindKeys([{ key: "Enter", shown: "Enter", does: "Type a name for the chosen faces", run: () => input.focus(), changes: true }]);
}

// An undo may change which faces belong in this list.
document.addEventListener("photoindex:undone", reload);
