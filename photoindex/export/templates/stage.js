// Shows one photo after another: preloads, places, drifts and fades them.
const Stage = (() => {
  const AHEAD = 2;
  const KEPT = 6;
  const stage = document.getElementById("stage");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const loaded = new Map();
  let photos = [];
  let current = null;
  let asked = 0;

  function load(index) {
    const known = loaded.get(index);
    if (known) return known;
    const image = new Image();
    image.alt = [photos[index].caption, photos[index].names].filter(Boolean).join(": ");
    image.draggable = false;
    image.src = photos[index].src;
    const ready = image.decode().then(() => image);
    ready.catch(() => loaded.delete(index));
    loaded.set(index, ready);
    return ready;
  }

  function loadAround(index) {
    for (let step = 1; step <= Math.min(AHEAD, photos.length - 1); step++) load((index + step) % photos.length);
    for (const key of [...loaded.keys()].slice(0, Math.max(0, loaded.size - KEPT))) {
      if (key !== index) loaded.delete(key);
    }
  }

  function backdrop(image) {
    // A few pixels, blurred by the style sheet: far cheaper than blurring the photo.
    const canvas = document.createElement("canvas");
    canvas.width = 32;
    canvas.height = 20;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  function picture(image, index, seconds) {
    const element = document.createElement("div");
    element.append(backdrop(image), image);
    const size = { width: image.naturalWidth, height: image.naturalHeight };
    const slide = { element, image, size, index, seconds, drift: null, placement: null };
    arrange(slide);
    return slide;
  }

  function trouble(index) {
    const element = document.createElement("div");
    const note = document.createElement("div");
    const name = document.createElement("strong");
    note.className = "trouble";
    name.textContent = photos[index].file;
    note.append(name, "This photo cannot be shown.");
    element.append(note);
    element.className = "slide fit";
    return { element, index, drift: null, placement: null };
  }

  function arrange(slide) {
    if (!slide.image) return;
    const view = { width: stage.clientWidth, height: stage.clientHeight };
    const placement = Placement.place(slide.size, view, photos[slide.index].faces);
    // Every other photo drifts in the opposite direction, for variety.
    const [from, to] = slide.index % 2 ? [placement.to, placement.from] : [placement.from, placement.to];
    // Laid out at its largest size and only scaled down, so that it stays sharp.
    const largest = Math.max(from.scale, to.scale);
    const css = ({ x, y, scale }) => `translate(${x}px, ${y}px) scale(${scale / largest})`;
    const done = slide.drift?.currentTime ?? 0;
    const paused = slide.drift?.playState === "paused";
    slide.drift?.cancel();
    slide.placement = placement;
    slide.image.style.width = `${slide.size.width * largest}px`;
    slide.image.style.height = `${slide.size.height * largest}px`;
    slide.image.style.transform = css(placement.to);
    slide.element.classList.add("slide");
    slide.element.classList.toggle("fill", placement.mode === "fill");
    slide.element.classList.toggle("fit", placement.mode === "fit");
    slide.element.dataset.placement = JSON.stringify(placement);
    if (still.matches) return;
    slide.drift = slide.image.animate([{ transform: css(from) }, { transform: css(to) }],
      { duration: slide.seconds * 1000 + 1500, fill: "both" });
    slide.drift.currentTime = done;
    if (paused) slide.drift.pause();
  }

  function swap(slide, quick) {
    const before = current;
    current = slide;
    slide.element.dataset.index = slide.index + 1;
    if (quick && !still.matches) slide.element.style.setProperty("--fade", "350ms");
    stage.append(slide.element);
    slide.element.getBoundingClientRect(); // the fade needs a computed style to start from
    slide.element.classList.add("shown");
    setTimeout(() => {
      before?.drift?.cancel();
      before?.element.remove();
    }, quick || still.matches ? 500 : 1600);
  }

  // Shows a photo; resolves to its slide, or to null if another one was requested in the meantime.
  async function show(index, { seconds, quick }) {
    const turn = ++asked;
    let slide;
    try {
      const image = await load(index);
      if (turn !== asked) return null;
      // The same photo may still be fading out: it needs its own element.
      slide = picture(image.isConnected ? image.cloneNode() : image, index, seconds);
    } catch {
      if (turn !== asked) return null;
      slide = trouble(index);
    }
    swap(slide, quick);
    loadAround(index);
    return slide;
  }

  addEventListener("resize", () => current && arrange(current));
  still.addEventListener("change", () => current && arrange(current));
  return {
    show,
    use(list) { photos = list; },
    hold(paused) { if (current?.drift) paused ? current.drift.pause() : current.drift.play(); },
    get still() { return still.matches; },
  };
})();
