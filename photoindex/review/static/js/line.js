// Complete the name at the cursor of a query. Enter sends the line as it was typed, Tab completes.
import { Completions } from "./completions.js";

// What may stand before a name: separators, operators, words without a value, `only:` and `person:`, terms, saved
// searches, and dates. A saved search that is being typed begins with "@".
const WORDS = "and|with|or|not|nobody|alone|unnamed|stranger|twice|together|undated";
const BETWEEN = new RegExp(
  `^(?:(?:.*[\\s,;&+(|!-])?(?=@[^\\s@]*$)|.*[,;&+(|!]|.*@\\S+\\s|(?:.*\\s)?-|.*\\b(?:${WORDS})\\s|.*\\b(?:only|person):|.*[a-z]:\\S+\\s|.*\\d{4}(?:-\\d{1,2}){0,2}\\s)`, "i",
);
// Characters and words that mean something in a query; a name with one of them is written in quotes.
const SPECIAL = new RegExp(`[\\d"\u201c\u201d\u201e\\\\,;&+()|!:-]|\\b(?:${WORDS}|since|from|after|until|to|before)\\b`, "i");

export class Line {
  constructor(input) {
    this.input = input;
    this.completions = new Completions(input, {
      path: "/api/names?searches=1&q=",
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
    const { name, written: asIs } = this.completions.names[number];
    const written = asIs ?? (SPECIAL.test(name) ? `"${name.replace(/["\u201c\u201d\u201e\\]/g, "\\$&")}"` : name);
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
