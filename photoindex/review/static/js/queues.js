// Show the length of each queue. Counting takes seconds for some, so the page does not wait.
import { get } from "./api.js";

for (const place of document.querySelectorAll("[data-count]")) {
  get(`/api/queues/${place.dataset.count}`).then(
    (answer) => { place.textContent = answer.said; },
    () => { place.textContent = ""; },
  );
}
