// Tick faces: click, shift-click, drag with the mouse, space, arrows. One tile at a time is in the tab order.
export class Tiles {
  // `left`: ids that are not ticked at the start, on this page or on pages to come. `changed()` is called after a change.
  constructor(list, left, changed) {
    this.list = list;
    this.unticked = new Set(left);
    this.changed = changed;
    this.anchor = null;
    this.drag = null;
    this.long = null; // A `LongList`, if not all tiles are in the page.
    this.settle();
    list.addEventListener("pointerdown", (event) => this.press(event));
    list.addEventListener("pointerover", (event) => this.over(event));
    list.addEventListener("click", (event) => this.click(event));
    list.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("dragstart", (event) => event.preventDefault());
    document.addEventListener("pointerup", () => { this.drag = null; });
  }

  get tiles() { return [...this.list.querySelectorAll('[role="option"]')]; }

  get ids() { return this.long?.ids ?? this.tiles.map(idOf); }

  // Call this after tiles were added.
  settle() {
    for (const tile of this.tiles) tile.ariaSelected = String(!this.unticked.has(idOf(tile)));
    if (!this.list.querySelector('[tabindex="0"]')) this.tiles[0]?.setAttribute("tabindex", "0");
  }

  isTicked(tile) { return !this.unticked.has(idOf(tile)); }

  tick(ids, on) {
    for (const id of ids) this.unticked[on ? "delete" : "add"](id);
    const ticked = new Set(ids);
    for (const tile of this.tiles) if (ticked.has(idOf(tile))) tile.ariaSelected = String(on);
    this.changed();
  }

  untickIds(ids) {
    this.unticked = new Set(ids);
    this.settle();
    this.changed();
  }

  focus(tile, how = {}) {
    if (!tile) return;
    this.list.querySelector('[tabindex="0"]')?.setAttribute("tabindex", "-1");
    tile.setAttribute("tabindex", "0");
    tile.focus(how);
  }

  focusFirst() { this.focus(this.list.querySelector('[tabindex="0"]') ?? this.tiles[0]); }

  // The ids of the faces between two faces, and of these faces.
  range(from, to) {
    const { ids } = this;
    const [one, other] = [ids.indexOf(from), ids.indexOf(to)].sort((a, b) => a - b);
    return ids.slice(Math.max(one, 0), other + 1);
  }

  press(event) {
    this.skipClick = false;
    const tile = tileOf(event);
    // A finger scrolls; only a mouse or a pen drags.
    if (!tile || event.button !== 0 || event.pointerType === "touch" || event.shiftKey) return;
    this.drag = { on: !this.isTicked(tile), from: idOf(tile), moved: false };
  }

  over(event) {
    const tile = tileOf(event);
    if (!this.drag || !tile || (idOf(tile) === this.drag.from && !this.drag.moved)) return;
    this.drag.moved = true;
    this.skipClick = true;
    this.tick(this.range(this.drag.from, idOf(tile)), this.drag.on);
  }

  click(event) {
    const tile = tileOf(event);
    if (this.skipClick) { this.skipClick = false; return; }
    if (!tile) return;
    const on = !this.isTicked(tile);
    this.tick(event.shiftKey && this.anchor ? this.range(this.anchor, idOf(tile)) : [idOf(tile)], on);
    this.anchor = idOf(tile);
    this.focus(tile);
  }

  key(event) {
    const tile = tileOf(event);
    if (!tile || event.ctrlKey || event.metaKey || event.altKey) return;
    const { ids } = this;
    const face = idOf(tile);
    const here = ids.indexOf(face);
    const row = columns(this.tiles);
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: row, ArrowUp: -row, Home: -here, End: ids.length };
    if (event.key === " ") {
      event.preventDefault();
      this.tick([face], !this.isTicked(tile));
      this.anchor = face;
    } else if (event.key in steps) {
      event.preventDefault();
      const to = ids[Math.min(Math.max(here + steps[event.key], 0), ids.length - 1)];
      if (event.shiftKey) this.tick(this.range(face, to), this.isTicked(tile));
      this.focus(this.long ? this.long.tile(to) : this.tiles.find((each) => idOf(each) === to));
    }
  }
}

// Turn lists of faces to look at into faces to tick. Returns their ids.
export function makePickable(within) {
  within.classList.add("pick");
  for (const list of within.querySelectorAll(".tiles")) {
    list.role = "listbox";
    list.ariaMultiSelectable = "true";
  }
  return [...within.querySelectorAll("button.look")].map((button) => {
    const tile = button.closest(".tile");
    tile.role = "option";
    tile.tabIndex = -1;
    tile.ariaLabel = button.ariaLabel.replace(/:[^:]*$/, "");
    tile.dataset.face = button.dataset.face;
    const tick = document.createElement("span");
    tick.className = "tick";
    button.replaceWith(...button.childNodes, tick);
    return idOf(tile);
  });
}

function idOf(tile) { return Number(tile.dataset.face); }

function tileOf(event) { return event.target.closest?.('[role="option"]'); }

function columns(tiles) {
  const top = tiles[0]?.offsetTop;
  const next = tiles.findIndex((tile) => tile.offsetTop !== top);
  return next > 0 ? next : tiles.length;
}
