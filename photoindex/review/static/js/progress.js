// Show the progress of a scan in the bar, and tell the page when somebody else has changed the index.
//
// A browser opens six connections to a server at most, and each stream of events takes one, so only visible tabs listen.
const shown = document.getElementById("progress");
let stream = null;
let latest = null; // the number of the latest decision that this page knows of

function listen() {
  if (stream || document.hidden) return;
  stream = new EventSource("/events");
  stream.addEventListener("progress", (event) => {
    const progress = JSON.parse(event.data);
    shown.textContent = progress.said;
    document.dispatchEvent(new CustomEvent("photoindex:progress", { detail: progress }));
  });
  // The first event of each connection: something may have changed while nobody listened.
  stream.addEventListener("hello", (event) => {
    const { decision } = JSON.parse(event.data);
    if (latest !== null && decision !== latest) tell(decision);
    latest = decision;
  });
  stream.addEventListener("changed", (event) => {
    latest = JSON.parse(event.data).decision;
    tell(latest);
  });
}

function tell(decision) {
  document.dispatchEvent(new CustomEvent("photoindex:changed", { detail: { decision } }));
}

function rest() {
  stream?.close();
  stream = null;
}

document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
window.addEventListener("pagehide", rest);
window.addEventListener("pageshow", listen);
listen();
