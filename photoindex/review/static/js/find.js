// Find: complete names in the line, save the search, and export what was found.
import { get, post } from "./api.js";
import { postAsking } from "./ask.js";
import { bindKeys } from "./keys.js";
import { Line } from "./line.js";
import { reloadSaying, sayRefused } from "./toast.js";

const POLL = 400;

new Line(document.getElementById("q"));
bindKeys([{ key: "/", does: "Type what to find", run: () => document.getElementById("q").select() }]);

const form = document.getElementById("export");

// Open and close a form with its button.
function toggle(shown, opener, first, open = shown.hidden) {
  shown.hidden = !open;
  opener.setAttribute("aria-expanded", String(open));
  (open ? first : opener).focus();
}

function bindForm(shown, opener, first, submit) {
  opener.addEventListener("click", () => toggle(shown, opener, first));
  shown.querySelector("[data-close]").addEventListener("click", () => toggle(shown, opener, first, false));
  shown.addEventListener("keydown", (event) => { if (event.key === "Escape") toggle(shown, opener, first, false); });
  shown.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  return () => toggle(shown, opener, first, true);
}

// Save or delete a search, and show the searches as they are then.
async function change(path, body) {
  try {
    const done = await postAsking(path, body);
    if (done) reloadSaying(done.said);
  } catch (error) {
    sayRefused(error);
  }
}

async function follow(number, status) {
  const bar = status.querySelector("progress");
  const words = status.querySelector("span");
  for (;;) {
    const progress = await get(`/api/export/${number}`);
    bar.max = progress.total || 1;
    bar.value = progress.running ? progress.done : bar.max;
    words.textContent = [progress.said, progress.hint].filter(Boolean).join(" ");
    if (!progress.running) { bar.hidden = true; return; }
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
}

async function start() {
  const { folder, link, update } = form.elements;
  const button = form.querySelector("[type=submit]");
  const status = document.getElementById("export-progress");
  button.disabled = true;
  try {
    const body = { q: form.dataset.q, folder: folder.value, link: link.checked, update: update.checked };
    const { export: number } = await post("/api/export", body);
    status.hidden = false;
    status.querySelector("progress").hidden = false;
    await follow(number, status);
  } catch (error) {
    sayRefused(error);
  }
  button.disabled = false;
}

if (form) {
  const open = bindForm(form, document.getElementById("open-export"), form.elements.folder, start);
  bindKeys([{ key: "e", does: "Export these photos", run: open, changes: true }]);
}

const saving = document.getElementById("save");
if (saving) {
  const { name } = saving.elements;
  const save = () => change("/api/searches", { name: name.value, q: saving.dataset.q });
  bindKeys([{ key: "s", does: "Save this search", run: bindForm(saving, document.getElementById("open-save"), name, save), changes: true }]);
}
for (const button of document.querySelectorAll("[data-delete]")) {
  button.addEventListener("click", () => change("/api/searches/delete", { name: button.dataset.delete }));
}
