// Undo the latest answer, and say in words what was undone.
import { post } from "./api.js";
import { say, sayRefused } from "./toast.js";

export async function undoLatest() {
  try {
    const answer = await post("/api/undo");
    say(answer.said, { action: { text: "Redo", run: redoLatest } });
    document.dispatchEvent(new CustomEvent("photoindex:undone", { detail: answer }));
  } catch (error) {
    sayRefused(error);
  }
}

async function redoLatest() {
  try {
    const answer = await post("/api/redo");
    say(answer.said);
    document.dispatchEvent(new CustomEvent("photoindex:undone", { detail: answer }));
  } catch (error) {
    sayRefused(error);
  }
}
