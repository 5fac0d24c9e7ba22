// Shows one photo in full resolution: it opens on its faces, is dragged with a finger or the mouse, and zoomed with the
// wheel or two fingers. Only here are originals loaded.
const Zoom = (() => {
  const STEP = 1.25;
  const MOST = 4; // CSS pixels for a pixel of the photo
  const layer = document.getElementById("zoomed");
  const pointers = new Map();
  let image = null;
  let at = null;
  let onClose = () => {};

  const view = () => ({ width: layer.clientWidth, height: layer.clientHeight });
  const least = () => Math.min(view().width / image.naturalWidth, view().height / image.naturalHeight);

  function draw() {
    const along = (size, room, wanted) => size <= room ? (room - size) / 2 : Math.max(room - size, Math.min(0, wanted));
    at.x = along(image.naturalWidth * at.scale, view().width, at.x);
    at.y = along(image.naturalHeight * at.scale, view().height, at.y);
    image.style.transform = `translate(${at.x}px, ${at.y}px) scale(${at.scale})`;
  }

  // Changes the scale; the point of the photo below (x, y) stays where it is.
  function scale(factor, x, y) {
    const wanted = Math.max(Math.min(least(), 1), Math.min(MOST, at.scale * factor));
    at = { x: x - (x - at.x) * wanted / at.scale, y: y - (y - at.y) * wanted / at.scale, scale: wanted };
    draw();
  }

  function begin(faces) {
    const { width, height } = view();
    const [x, y] = faces.length
      ? [0, 1].map((side) => faces.reduce((sum, face) => sum + face[side] + face[side + 2] / 2, 0) / faces.length)
      : [0.5, 0.5];
    const start = Math.min(MOST, Math.max(least() * 2, Math.min(1, least() * 4)));
    at = { x: width / 2 - x * image.naturalWidth * start, y: height / 2 - y * image.naturalHeight * start, scale: start };
    draw();
  }

  function spread() {
    const [a, b] = [...pointers.values()];
    return { apart: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  }

  layer.addEventListener("pointerdown", (event) => {
    if (event.target.closest("button")) return;
    layer.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  layer.addEventListener("pointermove", (event) => {
    const last = pointers.get(event.pointerId);
    if (!last || !at) return;
    const before = pointers.size === 2 ? spread() : null;
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (before) {
      scale(spread().apart / Math.max(1, before.apart), spread().x, spread().y);
    } else {
      at.x += event.clientX - last.x;
      at.y += event.clientY - last.y;
      draw();
    }
  });
  for (const end of ["pointerup", "pointercancel"]) layer.addEventListener(end, (event) => pointers.delete(event.pointerId));
  layer.addEventListener("wheel", (event) => {
    event.preventDefault();
    if (at) scale(event.deltaY < 0 ? STEP : 1 / STEP, event.clientX, event.clientY);
  }, { passive: false });
  layer.addEventListener("dblclick", () => Zoom.hide());
  document.getElementById("unzoom").addEventListener("click", () => Zoom.hide());

  return {
    get open() { return !layer.hidden; },
    async show(photo, closed) {
      onClose = closed;
      layer.hidden = false;
      document.getElementById("unzoom").focus();
      for (const source of [photo.original, photo.src]) {
        const wanted = new Image();
        wanted.alt = photo.caption;
        wanted.draggable = false;
        wanted.src = source;
        // Browsers cannot show every original; they can show its rendition.
        if (!await wanted.decode().then(() => true, () => false)) continue;
        if (layer.hidden) return;
        image = wanted;
        layer.prepend(image);
        begin(photo.faces);
        return;
      }
    },
    hide() {
      if (layer.hidden) return;
      image?.remove();
      image = at = null;
      pointers.clear();
      layer.hidden = true;
      onClose();
    },
    step(across, down) {
      if (!at) return;
      at.x -= across * view().width / 4;
      at.y -= down * view().height / 4;
      draw();
    },
    scale(steps) { if (at) scale(STEP ** steps, view().width / 2, view().height / 2); },
  };
})();
