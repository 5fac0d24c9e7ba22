// Turns keys, clicks, taps and swipes into actions of the player.
const Input = (() => {
  const SWIPE = 45; // CSS pixels
  const TAP = 12;
  const EDGE = 0.22; // taps on this part of a touch screen's width move to another photo
  const show = document.getElementById("show");
  const help = document.getElementById("help");

  function keysOf(player) {
    const common = { f: Screen.fill, "?": () => help.showModal(), p: player.print };
    const playing = {
      ...common,
      ArrowRight: player.next, ArrowLeft: player.previous, PageDown: player.next, PageUp: player.previous,
      Home: player.first, End: player.last, ArrowUp: () => player.speed(1), ArrowDown: () => player.speed(-1),
      " ": player.toggle, k: player.toggle, Enter: player.toggle, g: player.overview, z: player.zoom,
      m: player.sound, r: player.repeat, Escape: player.pause,
    };
    const browsing = {
      ...common,
      ArrowRight: () => Overview.step(1, 0), ArrowLeft: () => Overview.step(-1, 0),
      ArrowDown: () => Overview.step(0, 1), ArrowUp: () => Overview.step(0, -1),
      Escape: player.closeOverview, g: player.closeOverview,
    };
    const zoomed = {
      ArrowRight: () => Zoom.step(1, 0), ArrowLeft: () => Zoom.step(-1, 0),
      ArrowDown: () => Zoom.step(0, 1), ArrowUp: () => Zoom.step(0, -1),
      "+": () => Zoom.scale(1), "-": () => Zoom.scale(-1), Escape: Zoom.hide, z: Zoom.hide, f: Screen.fill,
    };
    return () => Zoom.open ? zoomed : Overview.open ? browsing : playing;
  }

  function listenToKeys(player) {
    const keys = keysOf(player);
    addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const own = event.target.matches?.("button, a") && (key === " " || key === "Enter");
      const action = keys()[key];
      player.wake();
      if (own || !action) return;
      event.preventDefault();
      action();
    });
  }

  function listenToPointers(player) {
    const pressed = new Map();
    show.addEventListener("pointerdown", (event) => {
      if (event.target.closest("#controls, button")) return;
      pressed.set(event.pointerId, { x: event.clientX, y: event.clientY, awake: player.awake });
      if (pressed.size === 2) { pressed.clear(); player.zoom(); }
    });
    show.addEventListener("pointerup", (event) => {
      const start = pressed.get(event.pointerId);
      pressed.delete(event.pointerId);
      if (!start || event.button > 0) return;
      const [across, down] = [event.clientX - start.x, event.clientY - start.y];
      if (Math.abs(across) > SWIPE && Math.abs(across) > Math.abs(down)) (across < 0 ? player.next : player.previous)();
      else if (Math.hypot(across, down) < TAP) press(event, start.awake, player);
    });
    show.addEventListener("pointercancel", (event) => pressed.delete(event.pointerId));
    show.addEventListener("pointermove", (event) => event.pointerType === "mouse" && player.wake());
  }

  // A click moves on, or back in the left third. A tap in the middle shows or hides the buttons.
  function press(event, awake, player) {
    const where = event.clientX / show.clientWidth;
    if (player.opening) player.toggle();
    else if (event.pointerType !== "touch") (where < 1 / 3 ? player.previous : player.next)();
    else if (where < EDGE) player.previous();
    else if (where > 1 - EDGE) player.next();
    else if (awake) player.rest();
    else player.wake();
  }

  function listenToButtons(player) {
    const actions = {
      start: player.toggle, browse: player.overview, previous: player.previous, next: player.next, play: player.toggle,
      speed: player.nextSpeed, sound: player.sound, zoom: player.zoom, grid: player.overview, fullscreen: Screen.fill,
      keys: () => help.showModal(), "close-help": () => help.close(), close: player.closeOverview, print: player.print,
    };
    for (const [id, action] of Object.entries(actions)) {
      const button = document.getElementById(id);
      button.addEventListener("click", (event) => {
        action();
        if (event.detail) button.blur(); // so that the space bar plays or pauses again after a click
      });
    }
    const seek = document.getElementById("seek");
    seek.addEventListener("input", () => player.to(seek.value - 1));
  }

  return {
    listen(player) {
      listenToKeys(player);
      listenToPointers(player);
      listenToButtons(player);
    },
  };
})();
