// The list of questions. An answer collapses its question at once and is stored behind it; the next one opens. If
// storing fails, the question comes back with the reason.
import { post } from "./api.js";
import { bindKeys } from "./keys.js";
import { inOrder } from "./order.js";
import { peekAt } from "./peek.js";
import { Question, faces } from "./question.js";
import { say } from "./toast.js";
import { undoLatest } from "./undo.js";

const list = document.getElementById("flow");
const end = document.getElementById("flow-end");
const FEW = 4;
let current = null; // { item, question }

const waiting = () => [...list.querySelectorAll(".question:not(.answered):not(.open)")];

async function load(item) {
  const body = item.querySelector(".body");
  item.loading ??= fetch(`/next/${item.dataset.key}`).then(async (response) => {
    if (!response.ok) throw new Error("settled");
    body.innerHTML = await response.text(); // HTML of our own server, which escapes every value.
  }).finally(() => { item.loading = null; });
  await item.loading;
}

async function open(item, { focus = true } = {}) {
  if (current && current.item !== item) current.item.classList.remove("open");
  item.classList.remove("answered", "refused");
  item.classList.add("open");
  current = { item, question: null };
  history.replaceState(null, "", `/next?at=${encodeURIComponent(item.dataset.key)}`);
  try {
    if (!item.querySelector("form.ask")) await load(item);
  } catch {
    item.remove(); // Settled by an earlier answer.
    return next();
  }
  if (current.item !== item) return;
  current.question = item.question ??= new Question(item.querySelector("form.ask"), (call, doing) => answer(item, call, doing));
  if (focus) {
    item.querySelector("h2").focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
    if (item.getBoundingClientRect().height > innerHeight * 0.8) item.scrollIntoView({ block: "start" });
    current.question.start();
  }
  prefetch();
}

function prefetch() {
  const coming = waiting();
  const following = coming.find((item) => !item.querySelector("form.ask"));
  if (following && coming.indexOf(following) < 2) load(following).catch(() => following.remove());
  if (coming.length < FEW) more();
}

async function more() {
  const response = await fetch("/next/more");
  if (!response.ok) return;
  const fresh = document.createElement("template");
  fresh.innerHTML = await response.text(); // HTML of our own server, which escapes every value.
  for (const item of [...fresh.content.querySelectorAll(".question")]) {
    if (!document.getElementById(item.id)) list.append(item);
  }
  if (!current?.item.classList.contains("open") && waiting().length) next();
  end.hidden = Boolean(list.querySelector(".question:not(.answered)"));
}

function next() {
  const after = waiting().find((item) => current && current.item.compareDocumentPosition(item) & 4);
  const item = after ?? waiting()[0];
  if (item) return open(item);
  current = current && { item: current.item, question: null };
  return more();
}

function answer(item, call, doing) {
  collapse(item, `${doing} ...`);
  if (current?.item === item) next();
  inOrder(() => post(call.path, { ...call.body, question: item.dataset.key, seen: item.querySelector("form.ask").dataset.seen }))
    .then((done) => settle(item, done, call), (refused) => bringBack(item, call, refused));
}

function collapse(item, text) {
  item.classList.remove("open", "refused");
  item.classList.add("answered");
  item.querySelector(".said").textContent = text;
}

function settle(item, done, call) {
  if (call.skip) { item.remove(); say(done.said); return; }
  item.answer = done.answer;
  item.said = done.said;
  item.querySelector(".said").textContent = done.said;
  say(done.said, { action: { text: "Undo (u)", run: undoLatest } });
}

function bringBack(item, call, refused) {
  item.classList.remove("answered");
  item.classList.add("refused");
  item.querySelector(".said").textContent = refused.message;
  say([refused.message, refused.hint].filter(Boolean).join(" "), { bad: true });
  if (refused.kind === "overtaken" || refused.kind === "not-found") forget(item);
  open(item).then(() => {
    if (!item.question) return;
    if (refused.kind === "ask") {
      item.question.agree(refused, (body) => answer(item, { ...call, body }, `Naming ${faces(item.question.count)}`), () => item.querySelector("h2").focus());
    }
    item.querySelector(".said").textContent = refused.kind === "ask" ? "" : refused.message;
  });
}

// Read the question again before it is asked again.
function forget(item) {
  item.querySelector(".body").replaceChildren();
  item.question = null;
}

document.addEventListener("photoindex:undone", ({ detail }) => {
  const item = [...list.children].find((each) => detail.answer && each.answer?.first <= detail.answer.first && each.answer?.last >= detail.answer.last);
  if (!item) return;
  if (detail.redone) { collapse(item, item.said); if (current?.item === item) next(); return; }
  forget(item);
  item.querySelector(".said").textContent = "";
  open(item);
});

list.addEventListener("click", (event) => {
  const button = event.target.closest('[data-do="open"]');
  const item = button?.closest(".question");
  if (item && !item.classList.contains("open")) open(item);
});

const ask = (run) => () => current?.question && run(current.question);
bindKeys([
  { key: "y", does: "Yes, the same person", run: ask((question) => question.yes()), changes: true },
  { key: "n", does: "No, somebody else", run: ask((question) => question.no()), changes: true },
  ...[1, 2, 3, 4, 5].map((number) => ({
    key: String(number), does: `Likely name ${number}`, run: ask((question) => question.likely(number)), changes: true,
  })),
  { key: "Enter", does: "Type a name; Enter takes it, Tab completes", run: ask((question) => question.askName()), changes: true },
  { key: " ", shown: "Space", does: "Tick or untick a face", run: () => {} },
  { key: "i", does: "Ignore: a stranger", run: ask((question) => question.ignore()), changes: true },
  { key: "k", does: "Keep the name, whatever the face looks like", run: ask((question) => question.keep()), changes: true },
  { key: "s", does: "Skip: ask later", run: ask((question) => question.skip()) },
  { key: "m", does: "One person: merge", run: ask((question) => question.kind === "same" && question.yes()), changes: true },
  { key: "g", does: "Show the photo", run: () => peekAt(current?.item) },
  { key: "Escape", does: "One step back", run: () => current?.item.querySelector("h2").focus() },
]);

const first = list.querySelector(".question");
if (first) open(first);
