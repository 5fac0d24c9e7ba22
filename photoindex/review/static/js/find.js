// Find: complete names in the line, and export what was found.
import { get, post } from "./api.js";
import { bindKeys } from "./keys.js";
import { Line } from "./line.js";
import { sayRefused } from "./toast.js";

const POLL = 400;

new Line(document.getElementById("q"));
bindKeys([{ key: "/", does: "Type what to find", run: () => document.getElementById("q").select() }]);

const form = document.getElementById("export");
const opener = document.getElementById("open-export");

function toggle(open = form.hidden) {
  form.hidden = !open;
  opener.setAttribute("aria-expanded", String(open));
  (open ? form.elements.folder : opener).focus();
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
  opener.addEventListener("click", () => toggle());
  form.querySelector("[data-close]").addEventListener("click", () => toggle(false));
  form.addEventListener("keydown", (event) => { if (event.key === "Escape") toggle(false); });
  form.addEventListener("submit", (event) => { event.preventDefault(); start(); });
  bindKeys([{ key: "e", does: "Export these photos", run: () => toggle(true), changes: true }]);
}
