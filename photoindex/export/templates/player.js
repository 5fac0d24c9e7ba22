// Knows which photo is shown and whether the show plays; everything else is asked of the parts above.
(() => {
  const SPEEDS = [2, 3, 5, 8, 12, 20];
  const IDLE_AFTER = 3000;
  const element = (id) => document.getElementById(id);
  const { photos, cover, music } = read();
  const show = element("show");
  let index = 0;
  let playing = false;
  let opening = false;
  let repeats = false;
  let seconds = remembered();
  let timer = 0;
  let idleTimer = 0;

  function read() {
    const data = JSON.parse(element("photos").textContent);
    const chapters = data.chapters.map(([first, heading, below]) => ({ first, heading, below }));
    const list = data.photos.map(([src, original, width, height, caption, details, faces], at) => ({
      src, original: original || src, width, height, caption, details, faces,
      file: decodeURIComponent(src.slice(src.indexOf("/") + 1)),
      chapter: chapters.findLast((chapter) => chapter.first <= at) ?? null,
    }));
    return { photos: list, cover: data.cover, music: data.music };
  }

  function remembered() {
    try {
      const stored = Number(localStorage.getItem("photoindex.seconds"));
      return SPEEDS.includes(stored) ? stored : 5;
    } catch { return 5; } // some browsers store nothing for local files
  }

  async function go(to, { quick = true } = {}) {
    if (!photos.length) return;
    closeOpening();
    index = Stage.together(Math.min(photos.length - 1, Math.max(0, to)))[0];
    clearTimeout(timer);
    report();
    const frame = await Stage.show(index, { seconds, quick });
    if (!frame) return;
    Captions.of(photos, frame);
    document.body.dataset.shown = index + 1;
    address(`#${index + 1}`);
    if (playing) schedule();
    else Stage.hold(true);
  }

  function schedule() {
    clearTimeout(timer);
    const last = Stage.isLast(index) && !repeats;
    if (last) Music.end(seconds * 1000);
    timer = setTimeout(() => last ? open({ quick: false }) : go(Stage.next(index), { quick: false }), seconds * 1000);
  }

  function report() {
    const shown = Stage.together(index).map((at) => (at + 1).toLocaleString("en"));
    const where = shown.length > 1 ? `${shown[0]} – ${shown.at(-1)}` : shown[0];
    element("counter").textContent = `${where} / ${photos.length.toLocaleString("en")}`;
    element("seek").value = index + 1;
    element("seek").style.setProperty("--done", photos.length > 1 ? `${100 * index / (photos.length - 1)}%` : "100%");
    element("seek").setAttribute("aria-valuetext", `${index + 1} of ${photos.length}, ${photos[index].caption}`);
  }

  function address(hash) {
    try { history.replaceState(null, "", hash || " "); } catch { /* some browsers refuse this for local files */ }
  }

  function play(on) {
    const before = playing;
    playing = on && photos.length > 0;
    element("play").setAttribute("aria-pressed", String(playing));
    element("play").setAttribute("aria-label", playing ? "Pause" : "Play");
    Captions.speak(!playing);
    clearTimeout(timer);
    Stage.hold(!playing);
    if (playing !== before) playing ? (Music.play(), Screen.stayOn()) : (Music.pause(), Screen.sleep());
    if (playing && !opening) schedule();
    wake();
  }

  // The names of many people are smaller, so that all of them are on the page, and below the face in a tall window.
  function fitTitle() {
    const text = element("opening");
    const highest = innerHeight * (innerHeight > innerWidth ? .42 : .07);
    for (let fit = 1; fit > .3; fit -= .05) {
      text.style.setProperty("--fit", fit);
      if (text.offsetTop >= highest) return;
    }
  }

  // The title page: the show begins here with a click or a key, and ends here.
  async function open({ quick }) {
    play(false);
    opening = true;
    index = 0;
    show.classList.add("opening");
    element("opening").hidden = false;
    fitTitle();
    Captions.clear();
    report();
    address("");
    if (await Stage.cover(cover, { quick })) document.body.dataset.shown = "title";
  }

  function closeOpening() {
    opening = false;
    element("opening").hidden = true;
    show.classList.remove("opening");
  }

  function toggle() {
    if (!opening) {
      play(!playing);
      return;
    }
    Music.restart();
    play(true);
    go(0, { quick: false });
  }

  function speed(step) {
    const at = SPEEDS.indexOf(seconds) + step;
    seconds = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at))];
    element("speed").textContent = `${seconds} s`;
    element("speed").setAttribute("aria-label", `${seconds} seconds for each photo; change`);
    try { localStorage.setItem("photoindex.seconds", seconds); } catch { /* kept for this visit only */ }
    if (playing && !opening) schedule();
  }

  function wake() {
    show.classList.add("active");
    show.classList.remove("idle");
    clearTimeout(idleTimer);
    idleTimer = setTimeout(() => {
      if (playing && !element("controls").contains(document.activeElement)) rest();
    }, IDLE_AFTER);
  }

  function rest() {
    show.classList.remove("active");
    show.classList.add("idle");
  }

  function overview() {
    if (!photos.length) return;
    play(false);
    Overview.show(index, (chosen) => { closeOverview(); Captions.forget(); go(chosen); });
    show.inert = true;
  }

  function closeOverview() {
    Overview.hide();
    show.inert = false;
    wake();
  }

  function zoom() {
    if (!photos.length || opening) return;
    play(false);
    show.inert = true;
    Zoom.show(photos[index], () => { show.inert = false; wake(); });
  }

  function sound() {
    if (!Music.there) return;
    Music.toggle();
    element("sound").setAttribute("aria-pressed", String(Music.on));
  }

  function repeat() {
    repeats = !repeats;
    element("repeats").textContent = repeats ? "on" : "off";
    if (playing) Music.play();
    if (playing && !opening) schedule();
  }

  function step(to) {
    if (photos.length) go(opening ? 0 : to(index));
  }

  function jump(to) {
    Captions.forget();
    go(to);
  }

  function fromAddress() {
    const number = Number(location.hash.slice(1));
    return Number.isInteger(number) && number >= 1 && number <= photos.length ? number - 1 : null;
  }

  // A window of another shape may take other photos side by side.
  function arrangeAgain() {
    if (!photos.length) return;
    Stage.plan();
    if (opening) {
      fitTitle();
      Stage.cover(cover, { quick: true });
    }
    else go(index);
  }

  function start() {
    Stage.use(photos);
    Music.use(music);
    speed(0);
    element("sound").hidden = element("music-key").hidden = !Music.there;
    element("empty").hidden = photos.length > 0;
    element("controls").hidden = element("caption").hidden = element("opening").hidden = photos.length === 0;
    element("seek").max = Math.max(1, photos.length);
    Input.listen({
      next: () => step(Stage.next), previous: () => step(Stage.previous),
      first: () => jump(0), last: () => jump(photos.length - 1), to: jump, toggle, pause: () => play(false), speed,
      nextSpeed: () => speed(seconds === SPEEDS.at(-1) ? 1 - SPEEDS.length : 1),
      overview, closeOverview, zoom, sound, repeat, print: () => print(), wake, rest,
      get awake() { return show.classList.contains("active"); },
      get opening() { return opening; },
    });
    addEventListener("resize", arrangeAgain);
    Stage.onStill(arrangeAgain);
    addEventListener("hashchange", () => {
      const wanted = fromAddress();
      if (wanted !== null && (opening || !Stage.together(index).includes(wanted))) jump(wanted);
    });
    wake();
    // A number in the address selects one photo, which stays on screen. Otherwise the show begins with its title.
    const wanted = fromAddress();
    if (photos.length) wanted === null ? open({ quick: true }) : go(wanted);
  }
  start();
})();
