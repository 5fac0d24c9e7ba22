// The page of one cluster, with all its faces: ask who it is.
import { get, part, post } from "./api.js";
import { bindKeys } from "./keys.js";
import { LongList } from "./long.js";
import { namingKeys } from "./naming.js";
import { inOrder } from "./order.js";
import { peekAt } from "./peek.js";
import { Question } from "./question.js";
import { faces } from "./texts.js";
import { reload, say, sayRefused } from "./toast.js";
import { undoLatest } from "./undo.js";

const form = document.getElementById("ask");
const tiles = document.getElementById("tiles");
const cluster = Number(form.dataset.cluster);
const question = new Question(form, answer);
const long = new LongList(question.tiles, question.total);
const split = form.querySelector('[data-do="split"]');

async function answer(call, doing) {
  // A key that is pressed twice, or after the answer, is no second answer.
  if (form.inert) return;
  form.inert = true;
  try {
    const done = await inOrder(() => post(call.path, { ...call.body, seen: form.dataset.seen }));
    finish(done);
  } catch (refused) {
    form.inert = false;
    if (refused.kind !== "ask") { sayRefused(refused); return; }
    question.agree(refused, (body) => answer({ ...call, body }, doing), () => question.nameAgain());
  }
}

function finish(done) {
  form.hidden = true;
  document.getElementById("title").textContent = "Done";
  document.getElementById("done").hidden = false;
  document.getElementById("done-said").textContent = done.said;
  document.querySelector("#done a").focus();
  say(done.said, { action: { text: "Undo (u)", run: undoLatest } });
}

const actions = {
  all: () => question.tiles.untickIds([]),
  none: () => question.tiles.untickIds(question.tiles.ids),
  split: splitOff,
  parts: findParts,
};

async function splitOff() {
  const others = [...question.tiles.unticked];
  if (!others.length || question.count === 0) return;
  try {
    const done = await inOrder(() => post("/api/split", { cluster, faces: others, seen: form.dataset.seen }));
    say(done.said, { action: { text: "Undo (u)", run: undoLatest } });
    long.remove(new Set(others));
    form.dataset.seen = done.seen;
    question.total -= others.length;
    form.querySelector(".facts").textContent = faces(question.total);
    question.tiles.untickIds([]);
  } catch (refused) {
    sayRefused(refused);
  }
}

// Untick the faces that the machine takes for another person, and put them first. Nothing is recorded yet.
async function findParts() {
  try {
    const { parts } = await get(`/api/parts?cluster=${cluster}`);
    const other = new Set(parts.slice(1).flat());
    question.tiles.untickIds([...question.tiles.unticked, ...other]);
    long.putFirst(other);
    say(`${faces(other.size)} may be somebody else. They are not ticked now; split them off if you agree.`);
  } catch (refused) {
    sayRefused(refused);
  }
}

question.onChange = () => {
  const others = question.tiles?.unticked.size ?? 0;
  split.hidden = others === 0 || question.count === 0;
  split.textContent = `Split off ${faces(others)}`;
};
question.describe();
question.start();

form.addEventListener("click", (event) => actions[event.target.closest("[data-do]")?.dataset.do]?.());
document.getElementById("size").addEventListener("input", (event) => {
  document.documentElement.style.setProperty("--tile", `${event.target.value}px`);
  long.update();
});

const onSight = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) loadMore(entry.target);
}, { rootMargin: "800px" });

async function loadMore(sentinel) {
  onSight.unobserve(sentinel);
  try {
    sentinel.replaceWith(await part(sentinel.dataset.more));
  } catch (refused) {
    sayRefused(refused);
    return;
  }
  long.add();
  question.tiles.settle();
  watch();
}

function watch() { tiles.querySelectorAll("[data-more]").forEach((sentinel) => onSight.observe(sentinel)); }
watch();

document.addEventListener("photoindex:undone", reload);

bindKeys([
  ...namingKeys((run) => () => run(question)),
  { key: "a", does: "Tick all", run: actions.all },
  { key: "o", does: "Tick none", run: actions.none },
  { key: "t", does: "Look for a second person in these faces", run: findParts },
  { key: "p", does: "Split off the faces that are not ticked", run: splitOff, changes: true },
  { key: "i", does: "Ignore them: strangers", run: () => question.ignore(), changes: true },
  { key: "x", does: "Not faces", run: () => question.notFace(), changes: true },
  { key: "g", does: "Show the photo", run: () => peekAt(tiles) },
  { key: "Escape", does: "Go back one step", run: () => document.getElementById("title").focus() },
]);
