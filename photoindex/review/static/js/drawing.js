// Draw a box around a face: with the mouse, a finger or a pen, or with keys alone.
import { boxBetween, LEAST, movedBox, placeBox, resizedBox } from "./boxes.js";
import { HAS_KEYS } from "./keys.js";

const STEP = 0.01;
const HELP = HAS_KEYS
  ? "Drag around the face, or use the arrow keys: Shift resizes, Enter asks who, Escape ends."
  : "Drag around the face.";

export class Drawing {
  constructor(stage, help, { done }) {
    this.stage = stage;
    this.help = help;
    this.done = done;
    this.element = null;
    this.from = null;
    stage.addEventListener("pointerdown", (event) => this.press(event));
    stage.addEventListener("pointermove", (event) => this.drag(event));
    stage.addEventListener("pointerup", () => this.release());
    stage.addEventListener("pointercancel", () => this.end());
  }

  get on() { return this.stage.classList.contains("drawing"); }

  begin() {
    this.end();
    this.stage.classList.add("drawing");
    this.help.textContent = HELP;
    const { width, height } = this.stage.getBoundingClientRect();
    const side = 0.2 * Math.min(width, height);
    this.show([0.5 - side / width / 2, 0.4 - side / height / 2, side / width, side / height]);
    this.element.focus();
  }

  end() {
    this.stage.classList.remove("drawing");
    this.help.textContent = "";
    this.element?.remove();
    this.element = null;
    this.from = null;
  }

  show(box) {
    this.box = box;
    if (!this.element) {
      this.element = document.createElement("div");
      this.element.className = "box new";
      this.element.tabIndex = 0;
      this.element.role = "application";
      this.element.ariaLabel = "New box. Arrow keys move it, Shift and arrow keys resize it, Enter asks who it is.";
      this.element.addEventListener("keydown", (event) => this.key(event));
      this.stage.append(this.element);
    }
    placeBox(this.element, box);
  }

  key(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.key in steps) {
      const [dx, dy] = steps[event.key].map((step) => step * STEP);
      this.show((event.shiftKey ? resizedBox : movedBox)(this.box, dx, dy));
    } else if (event.key === "Enter") {
      this.done(this.box);
    } else if (event.key === "Escape") {
      this.end();
      document.getElementById("draw").focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  point(event) {
    const { left, top, width, height } = this.stage.getBoundingClientRect();
    return [(event.clientX - left) / width, (event.clientY - top) / height];
  }

  press(event) {
    if (event.button !== 0 || !(this.on || event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.stage.setPointerCapture(event.pointerId);
    this.stage.classList.add("drawing");
    this.help.textContent = HELP;
    this.from = { at: this.point(event), box: event.target === this.element ? this.box : null };
  }

  drag(event) {
    if (!this.from) return;
    const to = this.point(event);
    const [dx, dy] = [to[0] - this.from.at[0], to[1] - this.from.at[1]];
    this.show(this.from.box ? movedBox(this.from.box, dx, dy) : boxBetween(this.from.at, to));
  }

  release() {
    if (!this.from) return;
    const moved = Boolean(this.from.box);
    this.from = null;
    if (!this.element) return;
    const [, , width, height] = this.box;
    if (width < LEAST || height < LEAST) return this.end();
    this.element.focus();
    if (!moved) this.done(this.box);
  }
}
