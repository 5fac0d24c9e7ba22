// Complete the name at the cursor of a line of names and dates. Enter sends the line as it was typed, Tab completes.
import { Completions } from "./completions.js";

// What may stand between two names.
const BETWEEN = /^(?:.*[,;&+]|.*\b(?:and|with)\s|.*\d{4}(?:-\d{1,2}){0,2}\s)/i;

export class Line {
  constructor(input) {
    this.input = input;
    this.completions = new Completions(input, {
      asked: () => (/^\d/.test(this.part.text) ? "" : this.part.text), // Digits begin a date.
      fill: (option, row) => { option.textContent = row.name; },
      taken: (number) => this.take(number),
    });
    input.addEventListener("input", () => this.completions.update());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.completions.close());
    if (document.activeElement === input) this.completions.update(); // Somebody types faster than the page loads.
  }

  // The part of the line before the cursor that may be the beginning of a name, and where it begins.
  get part() {
    const before = this.input.value.slice(0, this.input.selectionStart);
    const start = before.match(BETWEEN)?.[0].length ?? 0;
    const text = before.slice(start);
    const begin = start + text.length - text.trimStart().length;
    return { start: begin, text: text.trim().replace(/^"/, "") };
  }

  take(number) {
    const { value, selectionStart } = this.input;
    const { start } = this.part;
    const name = this.completions.names[number].name;
    const written = /[\d",;&+]|\b(?:and|with|since|from|after|until|to|before)\b/i.test(name) ? `"${name}"` : name;
    this.input.value = `${value.slice(0, start)}${written}, ${value.slice(selectionStart).trimStart()}`;
    const cursor = start + written.length + 2;
    this.input.setSelectionRange(cursor, cursor);
    this.completions.close();
    this.input.focus();
  }

  key(event) {
    const { completions } = this;
    if (event.isComposing || (!completions.names.length && !(event.key === "Tab" && completions.pending))) return;
    const run = {
      Tab: () => completions.read.then(() => completions.names.length && this.take(Math.max(completions.at, 0))),
      Enter: () => this.take(completions.at),
      ArrowDown: () => completions.move(1),
      ArrowUp: () => completions.move(-1),
      Escape: () => completions.close(),
    }[event.key];
    if (!run || (event.key === "Enter" && completions.at < 0) || (event.key === "Tab" && event.shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  }
}
