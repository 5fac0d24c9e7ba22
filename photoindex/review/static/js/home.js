// Home: Enter goes on naming, and the numbers follow when the index changes.
import { bindKeys } from "./keys.js";
import { reload } from "./toast.js";

const go = document.getElementById("go");
if (go) bindKeys([{ key: "Enter", does: "Go on naming", run: () => location.assign(go.href) }]);

document.addEventListener("photoindex:changed", () => location.reload());
document.addEventListener("photoindex:undone", reload);
