// One question: its faces, its name box and its buttons. What somebody answers goes to `answer(call, doing)`.
import { askToAgree } from "./agree.js";
import { get, part } from "./api.js";
import { HAS_KEYS } from "./keys.js";
import { NameBox } from "./names.js";
import { faces, photos, textOf } from "./texts.js";
import { Tiles, makePickable } from "./tiles.js";

const PAUSE = 120;
const LONGEST = 8000;
const HELP = "Enter accepts the name, Tab completes it.";
const HELP_PROPOSED = "Enter accepts this name. Type another one to replace it.";
const HELP_MORE = " Escape leaves the box: then i ignores strangers, s skips, u undoes.";

export class Question {
  constructor(form, answer) {
    const data = form.dataset;
    this.form = form;
    this.kind = data.kind;
    this.base = JSON.parse(data.base);
    this.yesCall = data.yes ? JSON.parse(data.yes) : null;
    this.noCall = data.no ? JSON.parse(data.no) : null;
    this.doubtful = JSON.parse(data.doubtful);
    this.total = Number(data.total);
    this.send = (call, doing) => { this.asked = null; answer(call, doing); };
    this.go = form.querySelector(".go");
    this.note = form.querySelector(".note");
    const list = form.querySelector(".pick");
    this.tiles = list ? new Tiles(list, this.doubtful, () => this.describe()) : null;
    const input = form.querySelector("input.name");
    this.box = input && new NameBox(input, {
      likely: [...form.querySelectorAll(".likely button")],
      chosen: (name) => this.name(name),
      typed: () => this.describe(),
      left: () => this.leaveBox(),
    });
    // The box begins with the proposed name: Enter accepts it, and what somebody types replaces it.
    this.proposed = data.proposed ?? "";
    if (this.box && this.proposed) input.value = this.proposed;
    form.addEventListener("submit", (event) => { event.preventDefault(); this.name(this.box.name); });
    form.addEventListener("click", (event) => this.click(event));
    form.querySelector("details.why")?.addEventListener("toggle", (event) => this.explain(event.target), { once: true });
    this.describe();
  }

  // Whether somebody has typed a name.
  get typing() { return Boolean(this.box?.name) && this.box.name !== this.proposed; }

  get count() { return this.total - (this.tiles?.unticked.size ?? 0); }

  // The faces of an answer. Faces that somebody unticked are somebody else; faces that were never ticked are left open.
  get faces() {
    const unticked = [...(this.tiles?.unticked ?? [])];
    if (unticked.length === 0) return this.base;
    const left = unticked.filter((face) => this.doubtful.includes(face));
    const refused = unticked.filter((face) => !this.doubtful.includes(face));
    return { ...this.base, ...(left.length && { left }), ...(refused.length && { not_faces: refused }) };
  }

  // `typed`: what somebody typed before the question was there.
  start(typed = "") {
    if (this.kind !== "who" || !this.box || !HAS_KEYS) return;
    this.box.input.focus({ preventScroll: true });
    if (typed) this.box.write(typed);
    else this.box.input.select();
  }

  leaveBox() {
    if (this.tiles) this.tiles.focusFirst();
    else this.form.querySelector("button.look, [data-do]")?.focus();
  }

  click(event) {
    const what = event.target.closest("[data-do]")?.dataset.do;
    if (what && this[what]) this[what]();
  }

  yes() { if (!this.agreed(0)) this.simple(this.yesCall, "yes"); }
  no() { if (!this.agreed(1)) this.simple(this.noCall, "no"); }
  ignore() { if (this.offers("ignore")) this.send({ path: "/api/ignore", body: this.faces }, `Ignoring ${faces(this.count)}`); }
  notFace() { if (this.offers("notFace")) this.send({ path: "/api/not-a-face", body: this.faces }, "Not a face"); }
  skip() { this.send({ path: "/api/skip", body: {}, skip: true }, "Skipped"); }
  likely(number) { return this.box?.takeLikely(number) ?? false; }
  offers(what) { return Boolean(this.form.querySelector(`[data-do="${what}"]:not([hidden])`)); }

  tickAll() { this.tiles?.untickIds([]); }

  keep() { if (this.yesCall?.path === "/api/keep") this.yes(); }

  simple(call, what) {
    if (!call) return;
    if (call.wants_name) { this.askName(); return; }
    this.send(call, textOf(this.form.querySelector(`[data-do="${what}"]`)));
  }

  // Only some of the faces are the person, or one person: those that are not ticked are somebody else.
  some() {
    if (this.tiles || !this.offers("some")) return;
    const between = this.kind === "same";
    const list = this.form.querySelector(between ? ".versus" : ".versus section");
    this.form.classList.add("some");
    this.go.classList.remove("plain");
    this.base = { faces: makePickable(list) };
    this.total = this.base.faces.length;
    this.tiles = new Tiles(list, [], () => this.describe());
    for (const what of ["yes", "some"]) this.form.querySelector(`[data-do="${what}"]`).hidden = true;
    if (!between) {
      this.form.querySelector(".choices").hidden = true;
      this.form.querySelector(".other label").textContent = "Name";
      this.box.input.value = this.proposed = this.yesCall.body.name;
      this.noCall = null;
    }
    this.yesCall = null;
    this.describe();
    this.askName();
    this.box.input.select();
  }

  askName() {
    if (!this.box) return;
    const other = this.form.querySelector(".other");
    if (other) other.hidden = false;
    this.box.input.focus();
  }

  name(name) {
    if (!name) { this.say("Type a name.", true); this.askName(); return; }
    if (this.count === 0) { this.say("Tick at least one face.", true); return; }
    this.send({ path: "/api/name", body: { ...this.faces, name } }, `Naming ${faces(this.count)} ${name}`);
  }

  // Say what the button would do, and warn about anything unusual.
  async describe() {
    if (!this.box) { this.onChange?.(); return; }
    const name = this.box.name;
    const asked = (this.asked = {});
    this.go.textContent = name ? `Name ${faces(this.count)} ${name}` : `Name ${faces(this.count)}`;
    this.go.disabled = this.count === 0;
    this.say(this.help(name));
    this.onChange?.();
    // The server refuses longer addresses.
    if (!name || this.query(name).toString().length > LONGEST) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (asked !== this.asked) return;
    try {
      const found = await get(`/api/preview?${this.query(name)}`);
      if (asked !== this.asked) return;
      if (found.joins) this.go.textContent = `Add ${faces(this.count)} to ${found.name} (${photos(found.photos)})`;
      if (found.warnings.length) this.say(found.warnings.join(" "), true);
    } catch (error) {
      if (asked === this.asked) this.say(error.message, true);
    }
  }

  help(name) {
    if (this.kind !== "who" || !HAS_KEYS) return "";
    if (name) return name === this.proposed ? HELP_PROPOSED : "";
    return HELP + (this.offers("skip") ? HELP_MORE : "");
  }

  query(name) {
    const values = new URLSearchParams({ name });
    for (const [key, value] of Object.entries(this.faces)) {
      if (["cluster", "clusters", "faces", "left", "not_faces"].includes(key)) values.set(key, String(value));
    }
    return values;
  }

  say(text, bad = false) {
    if (!this.note) return;
    this.note.textContent = text;
    this.note.classList.toggle("warning", bad && text !== "");
  }

  agree(refused, again, close) { askToAgree(this.form, refused, again, close); }

  // The answer was no: ask for the name again.
  nameAgain() {
    this.box.input.value = "";
    this.describe();
    this.askName();
  }

  // Update the likely names: answers that were stored meanwhile may have changed them.
  showLikely(buttons) {
    const old = this.form.querySelector(".likely");
    if (!this.box || !old || this.typing) return;
    old.replaceChildren(...buttons.querySelectorAll("button"));
    this.box.offer([...old.querySelectorAll("button")]);
  }

  // Press a button of the box that asks for confirmation, if it is open.
  agreed(at) {
    const button = this.form.querySelectorAll(".agree button")[at];
    button?.click();
    return Boolean(button);
  }

  async explain(details) {
    try {
      details.append(await part(details.dataset.src));
    } catch (refused) {
      this.say(refused.message, true);
    }
  }
}
