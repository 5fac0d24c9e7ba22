// Send an action. If the server asks for confirmation, ask the user first; null means that the user declined, or that the
// same action still waits for its answer (Enter was pressed twice).
import { post } from "./api.js";

const waiting = new Set();

export async function postAsking(path, body) {
  const action = path + JSON.stringify(body);
  if (waiting.has(action)) return null;
  waiting.add(action);
  try {
    return await post(path, body);
  } catch (error) {
    if (error.kind !== "ask") throw error;
    return (await agreed(error.message)) ? await post(path, { ...body, yes: true }) : null;
  } finally {
    waiting.delete(action);
  }
}

function agreed(text) {
  const dialog = document.createElement("dialog");
  const question = document.createElement("p");
  const form = document.createElement("form");
  form.method = "dialog";
  form.className = "buttons";
  const no = button("No", "no", "plain");
  no.autofocus = true; // Enter, pressed in a hurry, must not agree.
  form.append(button("Yes", "yes"), no);
  question.textContent = text;
  question.id = "ask-text";
  dialog.setAttribute("aria-labelledby", question.id);
  dialog.append(question, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => { dialog.remove(); resolve(dialog.returnValue === "yes"); });
  });
}

function button(text, value, className = "") {
  const made = document.createElement("button");
  made.textContent = text;
  made.value = value;
  made.className = className;
  return made;
}
