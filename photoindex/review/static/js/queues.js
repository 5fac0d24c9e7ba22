// How long each queue is. Some take seconds to count, so the page does not wait for them.
import { get } from "./api.js";

for (const place of document.querySelectorAll("[data-count]")) {
  get(`/api/queues/${place.dataset.count}`).then(
    (answer) => { place.textContent = answer.said; },
    () => { place.textContent = ""; },
  );
}
