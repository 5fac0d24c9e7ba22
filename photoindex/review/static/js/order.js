// Send answers one after another, in the order in which they were given, so that undo takes back the right one.
// Nobody leaves the page before the last one is stored.
let last = Promise.resolve();
let waiting = 0;
let refused = 0;

export function inOrder(send) {
  waiting += 1;
  const result = last.then(send);
  last = result.then(() => { waiting -= 1; }, () => { waiting -= 1; refused += 1; });
  return result;
}

// Run when the answers that were given so far are stored.
export function afterAnswers(run) {
  return last.then(run);
}

// Go to another page when all answers are stored. If one was refused, stay: the page says why.
export async function leaveFor(address) {
  const before = refused;
  while (waiting) await last;
  if (refused === before) location.assign(address);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const elsewhere = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!waiting || !link || link.target || link.hasAttribute("download") || elsewhere || event.defaultPrevented) return;
  event.preventDefault();
  leaveFor(link.href);
});

// A tab that is closed or reloaded: the browser asks.
window.addEventListener("beforeunload", (event) => { if (waiting) event.preventDefault(); });
