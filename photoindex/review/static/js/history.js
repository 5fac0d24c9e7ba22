// The history: undo a decision, or bring back an undone one.
import { post } from "./api.js";
import { reload, sayRefused } from "./toast.js";

for (const button of document.querySelectorAll("[data-undo]")) {
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await post("/api/undo", { seq: Number(button.dataset.undo) });
      location.reload();
    } catch (error) {
      button.disabled = false;
      sayRefused(error);
    }
  });
}
document.addEventListener("photoindex:undone", reload);
