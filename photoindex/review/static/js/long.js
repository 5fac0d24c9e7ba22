// A list of thousands of tiles of one size: only the rows near the window are in the page. A place above them and one
// below them are as high as the rows that are not. A tile that leaves is kept as text, and comes back when it is near.
export class LongList {
  // `tiles`: the `Tiles` of the list. `total`: the number of tiles with those to come.
  constructor(tiles, total) {
    this.tiles = tiles;
    this.list = tiles.list;
    this.total = total;
    this.items = []; // { id, tile, text }: `tile` is in the page, or else `text` describes it.
    this.known = new Map();
    [this.above, this.below] = [place(), place()];
    this.list.prepend(this.above);
    this.list.append(this.below);
    this.add();
    tiles.long = this;
    let due = null;
    const soon = () => { due ??= requestAnimationFrame(() => { due = null; this.update(); }); };
    addEventListener("scroll", soon, { passive: true });
    new ResizeObserver(soon).observe(this.list);
  }

  get ids() { return this.items.map((item) => item.id); }

  // Take over the tiles that were added to the list.
  add() {
    for (const node of [...this.list.childNodes]) if (node.nodeType === Node.TEXT_NODE) node.remove();
    for (const tile of this.tiles.tiles) {
      if (this.known.has(idOf(tile))) continue;
      const item = { id: idOf(tile), tile, text: "" };
      this.items.push(item);
      this.known.set(item.id, item);
      tile.ariaSetSize = String(this.total);
      tile.ariaPosInSet = String(this.items.length);
    }
    this.list.querySelector("[data-more]")?.before(this.below);
    this.update();
  }

  remove(ids) {
    for (const id of ids) {
      this.known.get(id)?.tile?.remove();
      this.known.delete(id);
    }
    this.items = this.items.filter((item) => !ids.has(item.id));
    this.update();
  }

  putFirst(ids) {
    const first = this.items.filter((item) => ids.has(item.id));
    this.items = [...first, ...this.items.filter((item) => !ids.has(item.id))];
    this.update();
  }

  // The tile of a face, which is brought back if it is far away.
  tile(id) {
    const item = this.known.get(id);
    if (item && !item.tile) this.update(this.items.indexOf(item));
    return item?.tile;
  }

  // Keep the rows that are at most one window above or below the window, or those around the item number `at`.
  update(at = null) {
    const { gridTemplateColumns, rowGap } = getComputedStyle(this.list);
    const [columns, gap] = [gridTemplateColumns.split(" ").length, parseFloat(rowGap)];
    const first = this.tiles.tiles[0];
    if (!first?.offsetHeight) return;
    const height = first.offsetHeight + gap;
    const rows = Math.ceil(this.items.length / columns);
    const top = at === null ? -this.list.getBoundingClientRect().top / height : Math.floor(at / columns);
    const from = within(Math.floor(top - innerHeight / height), rows - 1);
    const to = within(Math.ceil(top + 2 * innerHeight / height) + 1, rows);
    this.show(this.items.slice(from * columns, to * columns));
    setHeight(this.above, from, height, gap);
    setHeight(this.below, rows - to, height, gap);
  }

  // Have exactly the tiles of these items in the page.
  show(wanted) {
    const kept = new Set(wanted);
    const gone = this.items.filter((item) => item.tile && !kept.has(item));
    const back = wanted.filter((item) => !item.tile);
    const focused = this.items.find((item) => item.tile && item.tile === document.activeElement);
    for (const item of gone) leave(item);
    for (const item of back) item.tile = made(item.text);
    let before = this.above;
    for (const { tile } of wanted) {
      if (before.nextElementSibling !== tile) before.after(tile);
      before = tile;
    }
    if (back.length || gone.length) this.tiles.settle();
    if (focused && focused.tile !== document.activeElement) this.keepFocus(focused, wanted);
  }

  // If the tile with the focus left, the nearest one gets the focus, so that the arrow keys go on working.
  keepFocus(focused, wanted) {
    const isAbove = this.items.indexOf(focused) < this.items.indexOf(wanted[0]);
    this.tiles.focus(focused.tile ?? (isAbove ? wanted[0] : wanted.at(-1))?.tile, { preventScroll: true });
  }
}

function within(row, most) { return Math.min(Math.max(row, 0), Math.max(most, 0)); }

function idOf(tile) { return Number(tile.dataset.face); }

function place() {
  const made = document.createElement("li");
  made.className = "place";
  made.role = "presentation";
  made.hidden = true;
  return made;
}

// A place counts as a row of the grid, with a gap of its own.
function setHeight(place, rows, height, gap) {
  place.hidden = rows <= 0;
  place.style.setProperty("height", `${rows * height - gap}px`);
}

function leave(item) {
  item.tile.tabIndex = -1;
  item.text = item.tile.outerHTML;
  item.tile.remove();
  item.tile = null;
}

// The text comes from a tile of this page, which escapes every value.
function made(text) {
  const template = document.createElement("template");
  template.innerHTML = text;
  return template.content.firstElementChild;
}
