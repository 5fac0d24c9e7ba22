// What every page does: keys that work everywhere, undo, and the progress of a scan.
import "./progress.js";
import { bindKeys, showKeys } from "./keys.js";
import { leaveFor } from "./order.js";
import { sayAgain } from "./toast.js";
import { undoLatest } from "./undo.js";

const undo = document.getElementById("undo");
undo?.addEventListener("click", undoLatest);
document.getElementById("help").addEventListener("click", showKeys);

bindKeys([
  { key: "?", does: "Show the keys", run: showKeys },
  { key: "u", does: "Undo the last answer", run: undoLatest, changes: true },
  { key: "/", does: "Find", run: () => leaveFor("/find") },
]);

sayAgain();
