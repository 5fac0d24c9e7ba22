// A box for a name. Enter takes exactly what was typed, Tab completes, arrows choose, 1 to 5 are the likely names.
import { get } from "./api.js";

const PAUSE = 80;

export class NameBox {
  // `likely`: buttons with data-name. `chosen(name)` is called when the name is final, `typed(name)` while it changes.
  constructor(input, { likely = [], chosen, typed = () => {}, left = () => {} }) {
    this.input = input;
    this.list = document.getElementById(input.getAttribute("aria-controls"));
    this.chosen = chosen;
    this.typed = typed;
    this.left = left;
    this.names = [];
    this.at = -1;
    input.addEventListener("input", () => this.changed());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.offer(likely);
  }

  offer(buttons) {
    this.likely = buttons;
    for (const button of buttons) button.addEventListener("click", () => this.take(button.dataset.name));
  }

  get name() { return this.input.value.trim(); }

  // Set the text as if somebody had typed it.
  write(text) {
    this.input.value = text;
    this.changed();
  }

  take(name) {
    this.input.value = name;
    this.close();
    this.chosen(name);
  }

  takeLikely(number) {
    const button = this.likely[number - 1];
    if (button) this.take(button.dataset.name);
    return Boolean(button);
  }

  async changed() {
    this.typed(this.name);
    const asked = this.name;
    if (!asked) return this.close();
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (asked !== this.name) return;
    try {
      const { names } = await get(`/api/names?q=${encodeURIComponent(asked)}`);
      if (asked === this.name && document.activeElement === this.input) this.show(names);
    } catch {
      this.close(); // Completion is a convenience: a name can be typed without it.
    }
  }

  show(names) {
    this.names = names;
    this.at = -1;
    this.list.replaceChildren(...names.map((row, number) => {
      const option = document.createElement("li");
      option.role = "option";
      option.id = `${this.list.id}-${number}`;
      const name = document.createElement("span");
      name.textContent = row.name;
      const photos = document.createElement("span");
      photos.className = "quiet small";
      photos.textContent = `${row.photos.toLocaleString("en")} ${row.photos === 1 ? "photo" : "photos"}`;
      option.append(name, photos);
      option.addEventListener("pointerdown", (event) => { event.preventDefault(); this.take(row.name); });
      return option;
    }));
    this.list.hidden = names.length === 0;
    this.input.setAttribute("aria-expanded", String(names.length > 0));
    this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    this.list.hidden = true;
    this.names = [];
    this.at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  move(step) {
    if (this.names.length === 0) return;
    this.at = (this.at + step + this.names.length) % this.names.length;
    [...this.list.children].forEach((option, number) => { option.ariaSelected = String(number === this.at); });
    this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
    this.input.value = this.names[this.at].name;
    this.typed(this.name);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      this.close();
      this.chosen(this.name);
    } else if (event.key === "Tab" && !event.shiftKey && this.names.length && this.names[0].name !== this.name) {
      event.preventDefault();
      this.input.value = this.names[Math.max(this.at, 0)].name;
      this.typed(this.name);
      this.close();
    } else if (event.key === "ArrowDown" && this.names.length) {
      event.preventDefault();
      this.move(1);
    } else if (event.key === "ArrowUp" && this.names.length) {
      event.preventDefault();
      this.move(-1);
    } else if (!this.input.value && /^[1-5]$/.test(event.key) && this.takeLikely(Number(event.key))) {
      event.preventDefault();
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      if (this.input.value) { this.input.value = ""; this.close(); this.typed(""); } else { this.left(); }
    }
  }
}
