// Plays the music of the show. Browsers allow sound only after a click or a key, which starts the show anyway.
const Music = (() => {
  const STEP = 50;
  let audio = null;
  let on = true;
  let wanted = false;
  let timer = 0;

  function fade(to, milliseconds, then = () => {}) {
    clearInterval(timer);
    const change = (to - audio.volume) * STEP / Math.max(STEP, milliseconds);
    timer = setInterval(() => {
      const volume = audio.volume + change;
      const arrived = change >= 0 ? volume >= to : volume <= to;
      audio.volume = arrived ? to : Math.min(1, Math.max(0, volume));
      if (!arrived && change) return;
      clearInterval(timer);
      then();
    }, STEP);
  }

  function follow(milliseconds) {
    if (!audio) return;
    if (wanted && on) {
      // A browser may refuse, or the file may be gone; and the show may have ended meanwhile.
      audio.play().then(() => wanted && on ? fade(1, milliseconds) : follow(milliseconds), () => {});
    } else if (!audio.paused) {
      fade(0, milliseconds, () => audio.pause());
    }
  }

  return {
    use(source) {
      if (!source) return;
      audio = new Audio();
      audio.preload = "metadata";
      audio.loop = true;
      audio.src = source;
    },
    get there() { return audio !== null; },
    get on() { return on; },
    get playing() { return audio !== null && !audio.paused; },
    get volume() { return audio?.volume ?? 0; },
    play() { wanted = true; follow(600); },
    pause() { wanted = false; follow(400); },
    // Becomes silent while the last photo is shown.
    end(milliseconds) { wanted = false; follow(milliseconds); },
    restart() { if (audio) audio.currentTime = 0; },
    toggle() { on = !on; follow(300); },
  };
})();
