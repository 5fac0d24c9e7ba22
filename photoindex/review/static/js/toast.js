// Say what happened, so that screen readers announce it.
import { HAS_KEYS } from "./keys.js";

const STAYS = 6000;

export function say(text, { bad = false, action = null } = {}) {
  const toast = document.createElement("div");
  toast.className = bad ? "toast bad" : "toast";
  toast.append(text);
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = HAS_KEYS ? action.text : action.text.replace(/ \(.\)$/, "");
    button.addEventListener("click", () => { toast.remove(); action.run(); });
    toast.append(button);
  }
  document.getElementById("toasts").replaceChildren(toast);
  setTimeout(() => toast.remove(), bad ? 3 * STAYS : STAYS);
}

// Say to screen readers what the page shows already.
export function announce(text) {
  const said = document.createElement("p");
  said.className = "sr-only";
  said.textContent = text;
  document.getElementById("toasts").replaceChildren(said);
}

export function sayRefused(error) {
  say([error.message, error.hint].filter(Boolean).join(" "), { bad: true });
}

// Show the page as it is now. The last message stays visible.
export function reload() {
  reloadSaying(document.querySelector("#toasts .toast")?.firstChild.textContent);
}

// Reload the page, and show this message there.
export function reloadSaying(said) {
  if (said) sessionStorage.setItem("said", said);
  location.reload();
}

// Show the message that was kept when the page was reloaded.
export function sayAgain() {
  const said = sessionStorage.getItem("said");
  sessionStorage.removeItem("said");
  if (said) say(said);
}
