// Complete the name at the cursor of a line of names and dates. Enter sends the line as it was typed, Tab completes.
import { get } from "./api.js";

const PAUSE = 80;
// What may stand between two names.
const BETWEEN = /^(?:.*[,;&+]|.*\b(?:and|with)\s|.*\d{4}(?:-\d{1,2}){0,2}\s)/i;

export class Line {
  constructor(input) {
    this.input = input;
    this.list = document.getElementById(input.getAttribute("aria-controls"));
    this.names = [];
    this.at = -1;
    input.addEventListener("input", () => this.changed());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    if (document.activeElement === input) this.changed(); // Somebody types faster than the page loads.
  }

  // The part of the line before the cursor that may be the beginning of a name, and where it begins.
  get part() {
    const before = this.input.value.slice(0, this.input.selectionStart);
    const start = before.match(BETWEEN)?.[0].length ?? 0;
    const text = before.slice(start);
    const begin = start + text.length - text.trimStart().length;
    return { start: begin, text: text.trim().replace(/^"/, "") };
  }

  async changed() {
    const asked = this.part.text;
    if (asked.length < 1 || /^\d/.test(asked)) return this.close();
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (asked !== this.part.text) return;
    try {
      const { names } = await get(`/api/names?q=${encodeURIComponent(asked)}`);
      if (asked === this.part.text && document.activeElement === this.input) this.show(names);
    } catch {
      this.close(); // Completion is a convenience: a line can be typed without it.
    }
  }

  show(names) {
    this.names = names;
    this.at = -1;
    this.list.replaceChildren(...names.map((row, number) => {
      const option = document.createElement("li");
      option.role = "option";
      option.id = `${this.list.id}-${number}`;
      option.textContent = row.name;
      option.addEventListener("pointerdown", (event) => { event.preventDefault(); this.take(number); });
      return option;
    }));
    this.open(names.length > 0);
  }

  open(on) {
    this.list.hidden = !on;
    this.input.setAttribute("aria-expanded", String(on));
    this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    this.names = [];
    this.open(false);
  }

  take(number) {
    const { value, selectionStart } = this.input;
    const { start } = this.part;
    const name = this.names[number].name;
    const written = /[\d",;&+]|\b(?:and|with|since|from|after|until|to|before)\b/i.test(name) ? `"${name}"` : name;
    this.input.value = `${value.slice(0, start)}${written}, ${value.slice(selectionStart).trimStart()}`;
    const cursor = start + written.length + 2;
    this.input.setSelectionRange(cursor, cursor);
    this.close();
    this.input.focus();
  }

  move(step) {
    this.at = (this.at + step + this.names.length) % this.names.length;
    [...this.list.children].forEach((option, number) => { option.ariaSelected = String(number === this.at); });
    this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
  }

  key(event) {
    if (!this.names.length || event.isComposing) return;
    const run = {
      Tab: () => this.take(Math.max(this.at, 0)),
      Enter: () => this.take(this.at),
      ArrowDown: () => this.move(1),
      ArrowUp: () => this.move(-1),
      Escape: () => this.close(),
    }[event.key];
    if (!run || (event.key === "Enter" && this.at < 0) || (event.key === "Tab" && event.shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  }
}
