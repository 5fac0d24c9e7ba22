// A person's page: rename, dates, split. Look-alikes are items that are answered one by one.
import { get } from "./api.js";
import { postAsking } from "./ask.js";
import "./chosen.js";
import "./items.js";
import { bindKeys } from "./keys.js";
import { NameBox } from "./names.js";
import { photos } from "./texts.js";
import { sayRefused } from "./toast.js";

const rename = document.getElementById("rename");
const dates = document.getElementById("dates");

async function send(path, body, then) {
  try {
    const answer = await postAsking(path, body);
    if (answer) then(answer);
  } catch (error) {
    sayRefused(error);
  }
}

function toggle(form, open = form.hidden) {
  form.hidden = !open;
  const opener = document.querySelector(`[data-opens="${form.id}"]`);
  opener.setAttribute("aria-expanded", String(open));
  if (!open) return opener.focus();
  const field = form.querySelector("input");
  if (form === rename) field.value = form.dataset.name;
  field.focus();
  field.select();
}

// Warn the user before two people become one.
async function foresee(name) {
  const note = document.getElementById("new-name-note");
  const plain = (text) => text.normalize("NFKC").toLocaleLowerCase();
  const { names } = name ? await get(`/api/names?q=${encodeURIComponent(name)}`) : { names: [] };
  if (name !== rename.querySelector("input").value.trim()) return;
  const same = names.find((row) => plain(row.name) === plain(name) && row.person_id !== Number(rename.dataset.person));
  note.textContent = same ? `This merges both into one person: ${same.name} has ${photos(same.photos)}.` : "";
}

if (rename) {
  const person = Number(rename.dataset.person);
  const save = (name) => send("/api/rename", { person_id: person, name }, (answer) => location.assign(`/person/${answer.person_id}`));
  const box = new NameBox(rename.querySelector("input"), { chosen: save, typed: foresee, left: () => toggle(rename, false) });
  rename.addEventListener("submit", (event) => { event.preventDefault(); save(box.name); });
  dates.addEventListener("submit", (event) => {
    event.preventDefault();
    const { born, died } = dates.elements;
    send("/api/lifespan", { person_id: person, born: born.value.trim(), died: died.value.trim() }, () => location.reload());
  });
  for (const form of [rename, dates]) {
    document.querySelector(`[data-opens="${form.id}"]`).addEventListener("click", () => toggle(form));
    form.querySelector("[data-close]").addEventListener("click", () => toggle(form, false));
    form.addEventListener("keydown", (event) => { if (event.key === "Escape") toggle(form, false); });
  }
  bindKeys([
    { key: "r", does: "Rename", run: () => toggle(rename), changes: true },
    { key: "b", does: "Dates of birth and death", run: () => toggle(dates), changes: true },
  ]);
}

document.querySelector("[data-divide]")?.addEventListener("click", (event) => {
  const body = { person_id: Number(event.target.dataset.divide), parts: 2 };
  send("/api/split", body, () => location.reload());
});
