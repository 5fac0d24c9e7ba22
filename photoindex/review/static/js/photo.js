// A photo: put the boxes in their places, say who a face is, and draw a face that was not found.
import { postAsking } from "./ask.js";
import { placeBox } from "./boxes.js";
import { Drawing } from "./drawing.js";
import { bindKeys } from "./keys.js";
import { NameBox } from "./names.js";
import { reload, reloadSaying, sayRefused } from "./toast.js";

const stage = document.getElementById("stage");
const form = document.getElementById("who");
const title = document.getElementById("who-title");
const photo = Number(stage.dataset.photo);
const boxes = [...stage.querySelectorAll("[data-box]")];
let subject = null; // { face, box } of the face in question

for (const box of boxes) placeBox(box, box.dataset.box.split(" ").map(Number));

function mark(face) {
  for (const each of document.querySelectorAll("[data-face]")) each.classList.toggle("here", each.dataset.face === face);
}

function ask(next, words) {
  subject = next;
  mark(next.face ?? "");
  if (!form) return;
  title.textContent = words;
  form.hidden = false;
  const { name } = rowOf(next.face)?.dataset ?? {};
  const not = document.getElementById("who-not");
  not.hidden = !name;
  not.textContent = name ? `Not ${name}` : "";
  for (const button of form.querySelectorAll('[data-do="ignore"], [data-do="not-a-face"]')) button.hidden = !next.face;
  form.scrollIntoView({ block: "nearest" });
  const input = form.querySelector("input");
  input.value = "";
  input.focus();
}

const rowOf = (face) => face && document.getElementById(`face-${face}`);

function askFace(face) {
  const number = boxes.findIndex((box) => box.dataset.face === face) + 1;
  ask({ face }, boxes.length === 1 ? "Who is this?" : `Who is face ${number}?`);
}

function close() {
  const face = subject?.face;
  subject = null;
  drawing?.end();
  form.hidden = true;
  mark("");
  boxes.find((box) => box.dataset.face === face)?.focus();
}

// The page shows what the answer changed: other faces of the photo may also have received names.
async function send(path, body) {
  try {
    const answer = await postAsking(path, body);
    if (answer) reloadSaying(answer.said);
  } catch (error) {
    sayRefused(error);
  }
}

function name(text) {
  if (!text || !subject) return;
  if (subject.face) send("/api/name", { faces: [Number(subject.face)], name: text });
  else send("/api/draw", { photo_id: photo, box: subject.box, name: text });
}

const face = () => Number(subject.face);
const answers = {
  close,
  ignore: () => send("/api/ignore", { faces: [face()] }),
  "not-a-face": () => send("/api/not-a-face", { faces: [face()] }),
};

const drawing = form && new Drawing(stage, document.getElementById("draw-help"), {
  done: (box) => ask({ box }, "Who is in the new box?"),
});

if (form) {
  const box = new NameBox(form.querySelector("input"), { chosen: name, left: close });
  form.addEventListener("submit", (event) => { event.preventDefault(); name(box.name); });
  document.getElementById("who-not").addEventListener("click", () =>
    send("/api/reject", { faces: [face()], person_id: Number(rowOf(subject.face).dataset.person) }));
  for (const button of form.querySelectorAll("[data-do]")) button.addEventListener("click", () => answers[button.dataset.do]());
  for (const row of document.querySelectorAll("[data-who]")) row.addEventListener("click", () => askFace(row.closest("[data-face]").dataset.face));
  document.getElementById("draw").addEventListener("click", () => drawing.begin());
}
for (const box of boxes) box.addEventListener("click", () => (form ? askFace(box.dataset.face) : mark(box.dataset.face)));

const focused = () => document.activeElement?.closest("[data-face]")?.dataset.face;
const about = (path) => () => { const id = focused() ?? subject?.face; if (id) send(path, { faces: [Number(id)] }); };
bindKeys([
  { key: "d", does: "Draw a missing face: arrows move the box, Shift and arrows resize it, Enter asks who", run: () => drawing.begin(), changes: true },
  { key: "i", does: "Ignore the face: a stranger", run: about("/api/ignore"), changes: true },
  { key: "x", does: "Not a face", run: about("/api/not-a-face"), changes: true },
  { key: "[", does: "Previous photo", run: () => document.getElementById("before")?.click() },
  { key: "]", does: "Next photo", run: () => document.getElementById("after")?.click() },
  { key: "Escape", does: "Close", run: () => { if (subject) close(); } },
]);

if (location.hash.startsWith("#face-")) mark(location.hash.slice("#face-".length));
document.addEventListener("photoindex:undone", reload);
