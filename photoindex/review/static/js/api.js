// Send an action to the server. Every change carries a header of ours, which other sites cannot send.
class Refused extends Error {
  constructor(status, answer) {
    super(answer.error);
    this.status = status;
    this.kind = answer.kind; // "overtaken", "not-found", "usage", "locked", "storage" ...
    this.hint = answer.hint ?? "";
    this.yes = answer.yes; // If the server asks for confirmation: what to send for a yes.
  }
}

export async function post(path, body = {}) {
  return answerOf(await ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Photoindex": "1" },
    body: JSON.stringify(body),
  }));
}

export async function get(path) {
  return answerOf(await ask(path, { headers: { Accept: "application/json" } }));
}

// A part of a page. It is HTML of our own server, which escapes every value.
export async function part(path) {
  const response = await ask(path);
  if (!response.ok) {
    const kind = response.status === 404 ? "not-found" : "request";
    throw new Refused(response.status, { kind, error: "photoindex could not show this.", hint: "Reload the page." });
  }
  const made = document.createElement("template");
  made.innerHTML = await response.text();
  return made.content;
}

async function ask(path, options) {
  try {
    return await fetch(path, options);
  } catch {
    throw new Refused(0, { kind: "offline", error: "photoindex does not answer. Is it still running?" });
  }
}

async function answerOf(response) {
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  const answer = isJson ? await response.json() : { error: response.statusText, kind: "request" };
  if (!response.ok) throw new Refused(response.status, answer);
  return answer;
}
