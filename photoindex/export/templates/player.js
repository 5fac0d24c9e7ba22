// Handles the timer, keys, gestures and buttons.
(() => {
  const SPEEDS = [2, 3, 5, 8, 12, 20];
  const LEAST_OPENING = 5; // seconds, to read the title
  const IDLE_AFTER = 3000;
  const element = (id) => document.getElementById(id);
  const photos = JSON.parse(element("photos").textContent).map(([src, caption, year, names, faces]) =>
    ({ src, caption, year, names, faces, file: decodeURIComponent(src.slice(src.indexOf("/") + 1)) }));
  const show = element("show");
  let index = 0;
  let playing = false;
  let seconds = remembered();
  let timer = 0;
  let idleTimer = 0;
  let opening = false;

  function remembered() {
    try {
      const stored = Number(localStorage.getItem("photoindex.seconds"));
      return SPEEDS.includes(stored) ? stored : 5;
    } catch { return 5; } // some browsers store nothing for local files
  }

  async function go(to, { quick = true } = {}) {
    if (!photos.length) return;
    index = (to + photos.length) % photos.length;
    clearTimeout(timer);
    report();
    const slide = await Stage.show(index, { seconds, quick });
    if (!slide) return;
    caption(slide);
    if (playing) schedule();
    else Stage.hold(true);
  }

  function schedule() {
    clearTimeout(timer);
    const stay = opening ? Math.max(seconds, LEAST_OPENING) : seconds;
    if (photos.length > 1) timer = setTimeout(() => { closeOpening(); go(index + 1, { quick: false }); }, stay * 1000);
  }

  function report() {
    element("counter").textContent = `${(index + 1).toLocaleString("en")} / ${photos.length.toLocaleString("en")}`;
    element("seek").value = index + 1;
    element("seek").style.setProperty("--done", photos.length > 1 ? `${100 * index / (photos.length - 1)}%` : "100%");
    element("seek").setAttribute("aria-valuetext", `${index + 1} of ${photos.length}, ${photos[index].caption}`);
  }

  function caption(slide) {
    const photo = photos[index];
    const box = element("caption");
    element("date").textContent = photo.caption;
    element("names").textContent = photo.names;
    document.body.dataset.shown = index + 1;
    if (!opening) address(`#${index + 1}`);
    const { clientWidth: width, clientHeight: height } = show;
    const hidden = (corner) => slide.placement &&
      Placement.hides(photo.faces, slide.size, slide.placement.to, { ...corner, top: height * 0.84 });
    const wide = width * 0.3;
    box.classList.toggle("right", hidden({ left: 0, right: wide }) && !hidden({ left: width - wide, right: width }));
  }

  function address(hash) {
    try { history.replaceState(null, "", hash); } catch { /* some browsers refuse this for local files */ }
  }

  function play(on) {
    playing = on && photos.length > 0;
    element("play").setAttribute("aria-pressed", String(playing));
    element("play").setAttribute("aria-label", playing ? "Pause" : "Play");
    element("caption").setAttribute("aria-live", playing ? "off" : "polite");
    clearTimeout(timer);
    Stage.hold(!playing);
    if (playing) schedule();
    wake();
  }

  function speed(step) {
    const at = SPEEDS.indexOf(seconds) + step;
    seconds = SPEEDS[step === 0 ? at : Math.min(SPEEDS.length - 1, Math.max(0, at))];
    element("speed").textContent = `${seconds} s`;
    element("speed").setAttribute("aria-label", `${seconds} seconds for each photo; change`);
    try { localStorage.setItem("photoindex.seconds", seconds); } catch { /* kept for this visit only */ }
    if (playing) schedule();
  }

  function closeOpening() {
    opening = false;
    element("opening").hidden = true;
    show.classList.remove("opening");
  }

  function step(by) {
    closeOpening();
    go(index + by);
  }

  function wake() {
    show.classList.add("active");
    show.classList.remove("idle");
    clearTimeout(idleTimer);
    idleTimer = setTimeout(() => {
      if (!playing || element("controls").contains(document.activeElement)) return;
      show.classList.remove("active");
      show.classList.add("idle");
    }, IDLE_AFTER);
  }

  function overview(on) {
    if (!photos.length || on === Overview.open) return;
    if (on) {
      play(false);
      Overview.show(photos, index, (chosen) => { overview(false); closeOpening(); go(chosen); });
    } else {
      Overview.hide();
      wake();
    }
    show.inert = on;
  }

  function fullscreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => {});
  }

  const KEYS = {
    ArrowRight: () => step(1), ArrowLeft: () => step(-1), PageDown: () => step(1), PageUp: () => step(-1),
    Home: () => step(-index), End: () => step(photos.length - 1 - index),
    ArrowUp: () => speed(1), ArrowDown: () => speed(-1),
    " ": () => play(!playing), k: () => play(!playing), f: fullscreen, g: () => overview(true),
    Escape: () => play(false),
  };
  const OVERVIEW_KEYS = {
    ArrowRight: () => Overview.step(1, 0), ArrowLeft: () => Overview.step(-1, 0),
    ArrowDown: () => Overview.step(0, 1), ArrowUp: () => Overview.step(0, -1),
    Escape: () => overview(false), g: () => overview(false), f: fullscreen,
  };

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const own = event.target.matches?.("button") && (key === " " || key === "Enter");
    const action = (Overview.open ? OVERVIEW_KEYS : KEYS)[key];
    wake();
    if (own || !action) return;
    event.preventDefault();
    action();
  });

  let pressed = null;
  show.addEventListener("pointerdown", (event) => {
    if (!event.target.closest("#controls")) pressed = { x: event.clientX, y: event.clientY };
  });
  show.addEventListener("pointerup", (event) => {
    if (!pressed || event.button > 0) return;
    const [across, down] = [event.clientX - pressed.x, event.clientY - pressed.y];
    pressed = null;
    if (Math.abs(across) > 45 && Math.abs(across) > Math.abs(down)) step(across < 0 ? 1 : -1);
    else if (Math.hypot(across, down) < 12) step(event.clientX < show.clientWidth / 3 ? -1 : 1);
  });
  show.addEventListener("pointercancel", () => { pressed = null; });
  show.addEventListener("pointermove", wake);
  addEventListener("hashchange", () => {
    const wanted = fromAddress();
    if (wanted !== null && wanted !== index) { closeOpening(); go(wanted); }
  });

  function onClick(id, action) {
    element(id).addEventListener("click", (event) => {
      action();
      if (event.detail) element(id).blur(); // so that the space bar plays or pauses again after a click
    });
  }
  onClick("previous", () => step(-1));
  onClick("next", () => step(1));
  onClick("play", () => play(!playing));
  onClick("speed", () => speed(seconds === SPEEDS.at(-1) ? 1 - SPEEDS.length : 1));
  onClick("grid", () => overview(true));
  onClick("close", () => overview(false));
  onClick("fullscreen", fullscreen);
  element("seek").addEventListener("input", () => step(element("seek").value - 1 - index));

  function fromAddress() {
    const number = Number(location.hash.slice(1));
    return Number.isInteger(number) && number >= 1 && number <= photos.length ? number - 1 : null;
  }

  function start() {
    Stage.use(photos);
    speed(0);
    element("empty").hidden = photos.length > 0;
    element("controls").hidden = element("caption").hidden = photos.length === 0;
    element("seek").max = Math.max(1, photos.length);
    // A number in the address selects one photo, which stays on screen. Otherwise the show begins with its title.
    const wanted = fromAddress();
    opening = wanted === null;
    element("opening").hidden = !opening;
    show.classList.toggle("opening", opening);
    play(wanted === null && !Stage.still);
    go(wanted ?? 0);
  }
  start();
})();
