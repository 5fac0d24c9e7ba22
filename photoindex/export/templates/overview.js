// All photos on one page. Its links are part of the document, so that it also works on paper and without scripts.
const Overview = (() => {
  const overview = document.getElementById("overview");
  const tiles = [...overview.querySelectorAll(".tiles a")];
  let choose = () => {};
  overview.hidden = true;

  overview.addEventListener("click", (event) => {
    const tile = event.target.closest(".tiles a");
    if (!tile || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(tiles.indexOf(tile));
  });

  // The tile in the next row that is closest to being above or below.
  function below(tile, rows) {
    const { left, top } = tile.getBoundingClientRect();
    const candidates = tiles.slice(Math.max(0, tiles.indexOf(tile) - 60), tiles.indexOf(tile) + 61)
      .map((other) => ({ other, place: other.getBoundingClientRect() }))
      .filter(({ place }) => rows > 0 ? place.top > top + 4 : place.top < top - 4);
    const cost = ({ place }) => Math.abs(place.top - top) * 10 + Math.abs(place.left - left);
    return candidates.sort((one, two) => cost(one) - cost(two))[0]?.other;
  }

  return {
    get open() { return !overview.hidden; },
    show(index, chosen) {
      choose = chosen;
      overview.classList.add("asked");
      overview.hidden = false;
      for (const tile of overview.querySelectorAll("[aria-current]")) tile.removeAttribute("aria-current");
      tiles[index].setAttribute("aria-current", "true");
      tiles[index].scrollIntoView({ block: "center" });
      tiles[index].focus({ preventScroll: true });
    },
    hide() { overview.hidden = true; },
    // Moves the focus by a number of tiles across, or to the row below or above.
    step(across, down) {
      const at = tiles.indexOf(document.activeElement);
      if (at < 0) return;
      const to = down ? below(tiles[at], down) : tiles[at + across];
      to?.focus();
      to?.scrollIntoView({ block: "nearest" });
    },
  };
})();
