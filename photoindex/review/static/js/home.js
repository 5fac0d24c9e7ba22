// Home: Enter goes on naming, and the numbers follow when the index changes.
import { bindKeys } from "./keys.js";
import { reload } from "./toast.js";

const go = document.getElementById("go");
if (go) bindKeys([{ key: "Enter", does: "Go on naming", run: () => location.assign(go.href) }]);

// A scan changes the index every few seconds.
const PAUSE = 15000;
let waiting = null;
document.addEventListener("photoindex:changed", () => { waiting ??= setTimeout(() => location.reload(), PAUSE); });
document.addEventListener("photoindex:undone", reload);
