// Answered questions: each is a line that says what was done. The latest one has a button that undoes it.
import { undoLatest } from "./undo.js";

const undo = document.createElement("button");
undo.type = "button";
undo.className = "plain undo";
undo.append("Undo");
undo.addEventListener("click", undoLatest);

// Move the button to the latest answered question of the list.
export function offerUndo(list) {
  const answered = [...list.children].filter((item) => item.answer && item.classList.contains("answered"));
  const latest = answered.sort((one, other) => one.answer.last - other.answer.last).at(-1);
  if (latest) latest.querySelector(".said").after(undo);
  else undo.remove();
}

export function isInSight(item) {
  const { top, bottom } = item.getBoundingClientRect();
  return !item.hidden && top >= 0 && bottom <= innerHeight;
}
