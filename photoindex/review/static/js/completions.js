// The list of names below a field, which suggests names that contain what is being typed.
import { get } from "./api.js";

const PAUSE = 80;

export class Completions {
  // `path`: where to ask. `asked()`: what to complete, or "" for nothing. `fill(option, row)` writes a name,
  // `taken(number)` is called for a click, and `changed()` when the names are here.
  constructor(input, { path = "/api/names?q=", asked, fill, taken, changed = () => {} }) {
    this.input = input;
    this.list = document.getElementById(input.getAttribute("aria-controls"));
    this.path = path;
    this.asked = asked;
    this.fill = fill;
    this.taken = taken;
    this.changed = changed;
    this.names = [];
    this.at = -1;
    this.known = ""; // The text that `names` complete.
    this.read = Promise.resolve();
  }

  // Whether the names for what was typed last are still on their way. `read` is resolved when they are here.
  get pending() { return this.asked() !== this.known; }

  update() {
    this.read = this.ask();
  }

  async ask() {
    const asked = this.asked();
    if (!asked) return this.close();
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (asked !== this.asked()) return;
    try {
      const { names } = await get(this.path + encodeURIComponent(asked));
      if (asked !== this.asked()) return;
      if (document.activeElement === this.input) this.show(names); else this.close();
    } catch {
      this.close(); // Completion is a convenience: a name can be typed without it.
    }
  }

  show(names) {
    this.known = this.asked();
    this.names = names;
    this.at = -1;
    this.list.replaceChildren(...names.map((row, number) => {
      const option = document.createElement("li");
      option.role = "option";
      option.id = `${this.list.id}-${number}`;
      this.fill(option, row);
      option.addEventListener("pointerdown", (event) => { event.preventDefault(); this.taken(number); });
      return option;
    }));
    this.list.hidden = names.length === 0;
    this.input.setAttribute("aria-expanded", String(names.length > 0));
    this.input.removeAttribute("aria-activedescendant");
    this.changed();
  }

  close() {
    this.known = this.asked();
    this.names = [];
    this.at = -1;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  move(step) {
    this.at = (this.at + step + this.names.length) % this.names.length;
    [...this.list.children].forEach((option, number) => { option.ariaSelected = String(number === this.at); });
    this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
  }
}
