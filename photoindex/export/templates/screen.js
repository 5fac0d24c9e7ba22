// Full screen, and a screen that stays on while the show plays. Browsers that cannot do either do without.
const Screen = (() => {
  let lock = null;
  let wanted = false;

  async function follow() {
    if (!wanted || document.hidden || lock || !navigator.wakeLock) return;
    try {
      lock = await navigator.wakeLock.request("screen");
      lock.addEventListener("release", () => { lock = null; });
      if (!wanted) Screen.sleep();
    } catch { /* the battery is low, or the browser refuses */ }
  }

  // The browser lets go of the screen when the page is hidden.
  document.addEventListener("visibilitychange", follow);

  return {
    stayOn() { wanted = true; follow(); },
    sleep() { wanted = false; lock?.release(); },
    get staysOn() { return lock !== null; },
    fill() {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen?.().catch(() => {});
    },
  };
})();
