// Shows what is said about the photos: a caption in each cell, and the heading of a chapter when it begins.
const Captions = (() => {
  const CHAPTER_STAYS = 4200;
  const show = document.getElementById("show");
  const box = document.getElementById("caption");
  const heading = document.getElementById("chapter");
  let timer = 0;
  let chapter = null;

  function line(kind, text) {
    const element = document.createElement("p");
    element.className = kind;
    element.textContent = text;
    return element;
  }

  function caption(photo, cell) {
    const element = document.createElement("div");
    element.append(line("date", photo.caption), ...(photo.details ? [line("details", photo.details)] : []));
    for (const side of ["left", "top", "width", "height"]) element.style[side] = `${cell[side]}px`;
    element.classList.toggle("lowest", cell.top + cell.height > show.clientHeight - 2);
    element.classList.toggle("right", covers(cell, "left") && !covers(cell, "right"));
    return element;
  }

  // Whether a caption in the lower corner of a cell would cover a face.
  function covers(cell, side) {
    if (!cell.placement) return false;
    const wide = Math.min(cell.width / 2, 420);
    const part = side === "left" ? { left: 0, right: wide } : { left: cell.width - wide, right: cell.width };
    return Placement.hides(cell.faces, cell.size, cell.placement.to,
      { ...part, top: cell.height - 110, bottom: cell.height });
  }

  function chapterOf(photo, frame) {
    if (!photo.chapter || photo.chapter === chapter) return;
    chapter = photo.chapter;
    const [title, below] = heading.children;
    [title.textContent, below.textContent] = [chapter.heading, chapter.below];
    heading.classList.toggle("right", frame.cells.length === 1 && cornerHidden(frame.cells[0]));
    heading.classList.add("shown");
    clearTimeout(timer);
    timer = setTimeout(() => heading.classList.remove("shown"), CHAPTER_STAYS);
  }

  function cornerHidden(cell) {
    return Boolean(cell.placement) && Placement.hides(cell.faces, cell.size, cell.placement.to,
      { left: 0, right: cell.width * 0.4, top: 0, bottom: 190 });
  }

  return {
    of(photos, frame) {
      const said = frame.cells.map((cell) => caption(photos[cell.index], cell));
      // Two photos of one day and place need one caption.
      const texts = said.map((element) => element.textContent);
      if (new Set(texts).size === 1) said.splice(1);
      box.replaceChildren(...said);
      chapterOf(photos[frame.cells[0].index], frame);
    },
    // After a jump, the heading of a chapter is shown again.
    forget() { chapter = null; },
    clear() {
      box.replaceChildren();
      clearTimeout(timer);
      heading.classList.remove("shown");
      chapter = null;
    },
    speak(live) { box.setAttribute("aria-live", live ? "polite" : "off"); },
  };
})();
