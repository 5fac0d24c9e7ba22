// Undo the latest answer, and say in words what was undone.
import { post } from "./api.js";
import { inOrder } from "./order.js";
import { say, sayRefused } from "./toast.js";

export async function undoLatest() {
  await takeBack("/api/undo", { text: "Redo", run: redoLatest });
}

async function redoLatest() {
  await takeBack("/api/redo", { text: "Undo", run: undoLatest });
}

// Notify other parts of the page: the event `photoindex:undone` carries what the server said and whether it was a redo.
async function takeBack(path, action) {
  try {
    const done = await inOrder(() => post(path));
    say(done.said, { action });
    const detail = { ...done, redone: path === "/api/redo" };
    document.dispatchEvent(new CustomEvent("photoindex:undone", { detail }));
  } catch (error) {
    sayRefused(error);
  }
}
