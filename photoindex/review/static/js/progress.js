// Show the progress of a scan in the bar, and tell the page when somebody else has changed the index.
//
// A browser opens six connections to a server at most, and each stream of events takes one, so only visible tabs listen.
const shown = document.getElementById("progress");
const narrow = matchMedia("(max-width: 640px)");
// A scan writes every few seconds. Pages need not update each time.
const SCAN_REST = 15000;

let stream = null;
let step = null;
let decision = null; // the number of the latest decision that this page knows of
let later = null; // the timer of a change that the page has not learned of yet

function listen() {
  if (stream || document.hidden) return;
  stream = new EventSource("/events");
  stream.addEventListener("progress", (event) => show(JSON.parse(event.data)));
  // The first event of each connection: something may have changed while nobody listened.
  stream.addEventListener("hello", (event) => {
    const known = decision;
    decision = JSON.parse(event.data).decision;
    if (known !== null && known !== decision) tell();
  });
  stream.addEventListener("changed", (event) => {
    const known = decision;
    decision = JSON.parse(event.data).decision;
    if (known !== decision) tell();
    else later ??= setTimeout(tell, SCAN_REST);
  });
}

function show(progress) {
  // Screen readers announce each step, but not each number.
  shown.setAttribute("aria-live", progress.step === step ? "off" : "polite");
  step = progress.step;
  shown.textContent = narrow.matches ? progress.short : progress.said;
  shown.title = progress.said;
}

function tell() {
  clearTimeout(later);
  later = null;
  document.dispatchEvent(new Event("photoindex:changed"));
}

function rest() {
  stream?.close();
  stream = null;
}

document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
window.addEventListener("pagehide", rest);
window.addEventListener("pageshow", listen);
listen();
