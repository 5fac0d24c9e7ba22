// Filter people as one types: by any part of a name, without regard to case and accents.
import { bindKeys } from "./keys.js";

const field = document.getElementById("filter");
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const cards = [...document.querySelectorAll("#persons .card")].map((card) => [card, plain(card.dataset.name)]);

function filter() {
  const words = plain(field.value).split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const [card, name] of cards) {
    card.hidden = !words.every((word) => name.includes(word));
    shown += card.hidden ? 0 : 1;
  }
  document.getElementById("unnamed").hidden = words.length > 0;
  const said = shown ? `${shown.toLocaleString("en")} of ${cards.length.toLocaleString("en")}` : "Nobody has such a name.";
  document.getElementById("filter-said").textContent = words.length ? said : "";
}

function openFirst(event) {
  if (event.key !== "Enter" || !field.value.trim()) return;
  cards.find(([card]) => !card.hidden)?.[0].querySelector("a").click();
}

if (field) {
  field.addEventListener("input", filter);
  field.addEventListener("keydown", openFirst);
  bindKeys([{ key: "f", does: "Filter the names", run: () => field.focus() }]);
  filter();
}
