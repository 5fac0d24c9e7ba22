// The list of questions. An answer collapses its question at once and is stored behind it; the next one opens. If
// storing fails, the question comes back with the reason.
import { isInSight, offerUndo } from "./answered.js";
import { part, post } from "./api.js";
import { typedEarly, waitFor } from "./early.js";
import { bindKeys } from "./keys.js";
import { namingKeys } from "./naming.js";
import { afterAnswers, inOrder } from "./order.js";
import { peekAt } from "./peek.js";
import { Question } from "./question.js";
import { faces } from "./texts.js";
import { announce, say, sayRefused } from "./toast.js";
import { undoLatest } from "./undo.js";

const list = document.getElementById("flow");
const end = document.getElementById("flow-end");
const FEW = 4; // With fewer questions waiting, more are fetched.
const AHEAD = 2; // The number of questions that are loaded in advance.
const LISTED = 8; // With fewer questions waiting, new questions of a scan are listed at once.
const SHOWN = 3; // The number of answered questions that stay visible.
let current = null; // { item, question }

const waiting = () => [...list.querySelectorAll(".question:not(.answered):not(.open)")];

async function load(item) {
  item.loading ??= part(`/next/${item.dataset.key}`)
    .then((form) => item.querySelector(".body").replaceChildren(form))
    .finally(() => { item.loading = null; });
  await item.loading;
}

async function open(item, { focus = true } = {}) {
  if (current && current.item !== item) current.item.classList.remove("open");
  item.classList.remove("answered");
  item.hidden = false;
  item.classList.add("open");
  current = { item, question: null };
  waitFor(focus && item.dataset.kind === "who" ? () => current?.item === item && !current.question : null);
  if (focus) item.querySelector("h2").focus({ preventScroll: true });
  history.replaceState(null, "", `/next?at=${encodeURIComponent(item.dataset.key)}`);
  try {
    if (!item.querySelector("form.ask")) await load(item);
  } catch (refused) {
    if (refused.kind !== "not-found") return sayRefused(refused);
    item.remove(); // Settled by an earlier answer.
    return next();
  }
  if (current.item !== item) return;
  current.question = item.question ??= new Question(item.querySelector("form.ask"), (call, doing) => answer(item, call, doing));
  if (focus) {
    item.scrollIntoView({ block: "start" }); // Each question is in the same place as the one before it.
    current.question.start(typedEarly());
  }
  item.back?.();
  prefetch();
  afterAnswers(() => refreshLikely(item)).catch(() => {});
}

function prefetch() {
  const coming = waiting();
  for (const item of coming.slice(0, AHEAD)) {
    const ready = item.querySelector("form.ask") ? Promise.resolve() : load(item);
    ready.then(() => item === coming[0] && fetchPictures(item), (refused) => refused.kind === "not-found" && item.remove());
  }
  if (coming.length < FEW) more();
}

// Fetch the pictures of the next question once those of the open one are there.
async function fetchPictures(item) {
  const pictures = [...current.item.querySelectorAll(".body img")];
  const inSight = pictures.filter((each) => each.getBoundingClientRect().top < innerHeight);
  await Promise.all(inSight.map((each) => each.decode().catch(() => {})));
  for (const each of item.querySelectorAll(".body img")) each.loading = "eager";
}

// The question was prepared before the latest answers.
async function refreshLikely(item) {
  item.question?.showLikely(await part(`/next/${item.dataset.key}/likely`));
}

async function more() {
  let fresh;
  try {
    fresh = await part("/next/more");
  } catch (refused) {
    waitFor();
    return sayRefused(refused);
  }
  for (const item of [...fresh.querySelectorAll(".question")]) {
    if (!document.getElementById(item.id)) list.append(item);
  }
  if (!current?.item.classList.contains("open")) {
    if (waiting().length) next();
    else waitFor();
  }
  end.hidden = Boolean(list.querySelector(".question:not(.answered)"));
}

function next() {
  const after = waiting().find((item) => current && current.item.compareDocumentPosition(item) & 4);
  const item = after ?? waiting()[0];
  if (item) return open(item);
  current = current && { item: current.item, question: null };
  waitFor(() => !current?.question); // The next question may ask for a name.
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
  const answered = [...list.querySelectorAll(".answered")];
  answered.forEach((each, at) => { each.hidden = at < answered.length - SHOWN; });
}

function settle(item, done, call) {
  if (call.skip) { item.remove(); say(done.said); return; }
  item.answer = done.answer;
  item.said = done.said;
  item.querySelector(".said").textContent = done.said;
  offerUndo(list);
  if (isInSight(item)) announce(done.said);
  else say(done.said, { action: { text: "Undo (u)", run: undoLatest } });
}

// The question comes back with the reason. If the user is already typing in the next one, that one stays open.
function bringBack(item, call, refused) {
  const asks = refused.kind === "ask";
  item.classList.remove("answered");
  item.classList.toggle("refused", !asks);
  item.hidden = false;
  item.querySelector(".said").textContent = refused.message;
  if (!asks) sayRefused(refused);
  if (["overtaken", "not-found"].includes(refused.kind)) forget(item);
  if (asks) {
    item.back = () => {
      item.back = null;
      item.querySelector(".said").textContent = "";
      item.question.agree(refused, (body) => answer(item, { ...call, body }, `Naming ${faces(item.question.count)}`),
        () => item.question.nameAgain());
    };
  }
  if (!isBusy()) open(item);
}

function isBusy() { return Boolean(current?.question?.typing); }

// Read the question again before it is asked again.
function forget(item) {
  item.querySelector(".body").replaceChildren();
  item.question = null;
}

// A scan or another tab may lead to new questions; those on the page stay.
document.addEventListener("photoindex:changed", () => { if (waiting().length < LISTED) more(); });

document.addEventListener("photoindex:undone", ({ detail }) => {
  const item = [...list.children].find((each) => detail.answer && each.answer?.first <= detail.answer.first && each.answer?.last >= detail.answer.last);
  if (!item) return;
  if (detail.redone) { collapse(item, item.said); offerUndo(list); if (current?.item === item) next(); return; }
  forget(item);
  item.classList.remove("answered");
  item.hidden = false;
  item.querySelector(".said").textContent = "";
  offerUndo(list);
  // If the user is already typing in the next question, that one stays open.
  if (!isBusy()) open(item);
});

list.addEventListener("click", (event) => {
  const button = event.target.closest('[data-do="open"]');
  const item = button?.closest(".question");
  if (!item || item.classList.contains("open")) return;
  waitFor(); // What was typed for another question is not for this one.
  open(item);
});

const ask = (run) => () => current?.question && run(current.question);
bindKeys([
  { key: "y", does: "Yes, the same person", run: ask((question) => question.yes()), changes: true },
  { key: "n", does: "No, somebody else", run: ask((question) => question.no()), changes: true },
  ...namingKeys(ask),
  { key: "c", does: "Choose some of the faces", run: ask((question) => question.some()), changes: true },
  { key: "a", does: "Tick all", run: ask((question) => question.tickAll()), changes: true },
  { key: "i", does: "Ignore them: strangers", run: ask((question) => question.ignore()), changes: true },
  { key: "x", does: "Not a face", run: ask((question) => question.notFace()), changes: true },
  { key: "k", does: "Keep the name, whatever the face looks like", run: ask((question) => question.keep()), changes: true },
  { key: "s", does: "Skip: ask later", run: ask((question) => question.skip()), changes: true },
  { key: "m", does: "One person: merge", run: ask((question) => question.kind === "same" && question.yes()), changes: true },
  { key: "g", does: "Show the photo", run: () => peekAt(current?.item) },
  { key: "Escape", does: "Go back one step", run: () => current?.item.querySelector("h2").focus() },
]);

const first = list.querySelector(".question");
if (first) open(first);
