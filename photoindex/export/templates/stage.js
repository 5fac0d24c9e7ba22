// Shows one frame after another: puts the photos into their cells, moves them, and changes from frame to frame.
const Stage = (() => {
  const CHANGE = { fade: 1400, dip: 900, quick: 180 }; // milliseconds, as in the style sheet
  const COVER_SEEN = 0.4; // the title stands beside the cover, so more of the photo may be hidden
  const stage = document.getElementById("stage");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let photos = [];
  let frames = [];
  let current = null;
  let asked = 0;

  function plan() {
    frames = Choreography.plan(photos, { width: stage.clientWidth, height: stage.clientHeight });
  }

  const at = (index) => frames.findIndex((frame) => frame.cells.some((cell) => cell.index === index));

  function backdrop(image) {
    // A few pixels, blurred by the style sheet: far cheaper than blurring the photo.
    const canvas = document.createElement("canvas");
    canvas.width = 32;
    canvas.height = 20;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  function trouble(index) {
    const note = document.createElement("p");
    note.className = "trouble";
    note.append("This photo cannot be shown.", document.createElement("br"), photos[index].file);
    return note;
  }

  // Trusts the planned size only if the picture has these proportions.
  function fitted(cell, image) {
    const natural = { width: image.naturalWidth, height: image.naturalHeight };
    const same = cell.size && Math.abs(cell.size.width * natural.height / (cell.size.height * natural.width) - 1) < 0.02;
    if (same && cell.placement) return cell;
    return { ...cell, size: natural, placement: Placement.place(natural, cell, cell.faces, cell.leastSeen) };
  }

  async function filled(planned) {
    const element = document.createElement("div");
    element.className = "cell";
    for (const side of ["left", "top", "width", "height"]) element.style[side] = `${planned[side]}px`;
    try {
      const image = await Pictures.take(planned.index);
      const cell = { ...fitted(planned, image), element, image, drift: null };
      if (cell.placement.mode === "fit") element.append(backdrop(image));
      element.append(image);
      return cell;
    } catch {
      element.append(trouble(planned.index));
      return { ...planned, element, image: null, drift: null };
    }
  }

  async function built(planned, kind) {
    const element = document.createElement("div");
    const cells = await Promise.all(planned.cells.map(filled));
    if (kind === "cover" && cells[0].image) element.append(backdrop(cells[0].image));
    element.append(...cells.map((cell) => cell.element));
    element.className = `frame ${kind}`;
    element.dataset.index = cells[0].index + 1;
    return { ...planned, element, cells };
  }

  function move(cell, { aligned, rests }, seconds) {
    if (!cell.image) return;
    const { from, to, mode } = cell.placement;
    // Laid out at its largest size and only scaled down, so that it stays sharp.
    const largest = Math.max(from.scale, to.scale);
    const css = ({ x, y, scale }) => `translate(${x}px, ${y}px) scale(${scale / largest})`;
    cell.image.style.width = `${cell.size.width * largest}px`;
    cell.image.style.height = `${cell.size.height * largest}px`;
    cell.image.style.transform = css(to);
    cell.element.classList.add(mode);
    if (still.matches) return;
    // Eyes that are faded into each other stay where they are meanwhile.
    const delay = aligned ? CHANGE.fade : 0;
    const duration = seconds * 1000 + (rests ? 0 : CHANGE.fade) - delay;
    cell.drift = cell.image.animate([{ transform: css(from) }, { transform: css(to) }],
      { delay, duration, fill: "both", easing: "cubic-bezier(.3, .1, .7, .9)" });
  }

  function swap(frame, change, seconds) {
    const before = current;
    current = frame;
    for (const cell of frame.cells) move(cell, frame, seconds);
    frame.element.classList.add(change);
    stage.append(frame.element);
    frame.element.getBoundingClientRect(); // the fade needs a computed style to start from
    frame.element.classList.add("shown");
    if (change === "dip") before?.element.classList.add("leaving");
    setTimeout(() => before?.element.remove(), CHANGE[change] + 200);
  }

  async function show(planned, { seconds, quick, kind = "" }) {
    const turn = ++asked;
    const frame = await built(planned, kind);
    if (turn !== asked) return null;
    swap(frame, quick || still.matches || !current ? "quick" : planned.change, seconds);
    return frame;
  }

  function preload(frame) {
    const next = [1, 2, -1].map((step) => frames[(frame + step + frames.length) % frames.length]);
    for (const cell of next.reverse().flatMap((one) => one.cells)) Pictures.load(cell.index);
  }

  // Beside the title on a wide window, above it on a tall one.
  function coverCell(index) {
    const [width, height] = [stage.clientWidth, stage.clientHeight];
    const tall = photos[index].height > photos[index].width;
    const share = tall ? 0.48 : 0.66;
    return width > height
      ? { left: width * (1 - share), top: 0, width: width * share, height }
      : { left: 0, top: 0, width, height: height * 0.64 };
  }

  return {
    use(list) { photos = list; Pictures.use(list); plan(); },
    plan,
    // The photos that are shown at the same time as this one.
    together: (index) => frames[at(index)].cells.map((cell) => cell.index),
    next: (index) => frames[(at(index) + 1) % frames.length].cells[0].index,
    previous: (index) => frames[(at(index) - 1 + frames.length) % frames.length].cells[0].index,
    isLast: (index) => at(index) === frames.length - 1,
    // Shows the frame with this photo; resolves to it, or to null if another one was requested in the meantime.
    async show(index, { seconds, quick }) {
      const where = at(index);
      const shown = await show(frames[where], { seconds, quick });
      if (shown) preload(where);
      return shown;
    },
    async cover(index, { quick }) {
      const cell = { index, ...coverCell(index), faces: photos[index].faces, size: null, leastSeen: COVER_SEEN };
      const shown = await show({ cells: [cell], change: "dip" }, { seconds: 20, quick, kind: "cover" });
      if (shown) Stage.together(0).forEach(Pictures.load);
      return shown;
    },
    hold(paused) {
      for (const { drift } of current?.cells ?? []) if (drift) paused ? drift.pause() : drift.play();
    },
    get still() { return still.matches; },
    onStill(listen) { still.addEventListener("change", listen); },
  };
})();
