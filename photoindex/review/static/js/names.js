// A box for a name. Enter accepts exactly what was typed, Tab completes, arrows choose, 1 to 5 are the likely names.
import { Completions } from "./completions.js";
import { photos } from "./texts.js";

export class NameBox {
  // `likely`: buttons with data-name. `chosen(name)` is called when the name is final, `typed(name)` while it changes.
  constructor(input, { likely = [], chosen, typed = () => {}, left = () => {} }) {
    this.input = input;
    this.completions = new Completions(input, {
      asked: () => this.name,
      fill: fillOption,
      taken: (number) => this.take(this.completions.names[number].name),
    });
    this.chosen = chosen;
    this.typed = typed;
    this.left = left;
    this.completed = Promise.resolve();
    input.addEventListener("input", () => this.changed());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.completions.close(), 150));
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
    this.completions.close();
    this.chosen(name);
  }

  takeLikely(number) {
    const button = this.likely[number - 1];
    if (button) this.take(button.dataset.name);
    return Boolean(button);
  }

  changed() {
    this.typed(this.name);
    this.completions.update();
  }

  move(step) {
    this.completions.move(step);
    this.complete();
  }

  // Replace what was typed by the highlighted name, or the first one.
  complete() {
    const { names, at } = this.completions;
    this.input.value = names[Math.max(at, 0)].name;
    this.typed(this.name);
  }

  // Complete when the names are here: a fast typist presses Tab, and perhaps Enter, before that.
  async completeOnceKnown() {
    await this.completions.read;
    if (this.completions.names.length) this.complete();
    this.completions.close();
  }

  async accept() {
    await this.completed;
    this.completions.close();
    this.chosen(this.name);
  }

  key(event) {
    const { names, pending } = this.completions;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      // A key that is held down must not accept the names of the questions that follow.
      if (!event.repeat) this.accept();
    } else if (event.key === "Tab" && !event.shiftKey && (pending || (names.length && names[0].name !== this.name))) {
      event.preventDefault();
      this.completed = this.completeOnceKnown();
    } else if (event.key === "ArrowDown" && names.length) {
      event.preventDefault();
      this.move(1);
    } else if (event.key === "ArrowUp" && names.length) {
      event.preventDefault();
      this.move(-1);
    } else if (!this.input.value && /^[1-5]$/.test(event.key) && this.takeLikely(Number(event.key))) {
      event.preventDefault();
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      if (this.input.value) { this.input.value = ""; this.completions.close(); this.typed(""); } else { this.left(); }
    }
  }
}

function fillOption(option, row) {
  const name = document.createElement("span");
  name.textContent = row.name;
  const number = document.createElement("span");
  number.className = "quiet small";
  number.textContent = photos(row.photos);
  option.append(name, number);
}
