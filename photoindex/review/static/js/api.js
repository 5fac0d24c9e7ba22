// Send an action to the server. Every change carries a header of ours, which other sites cannot send.
export class Refused extends Error {
  constructor(status, answer) {
    super(answer.error);
    this.status = status;
    this.kind = answer.kind; // "overtaken", "not-found", "usage", "locked", "storage" ...
    this.hint = answer.hint ?? "";
  }
}

export async function post(path, body = {}) {
  let response;
  try {
    response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Photoindex": "1" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Refused(0, { kind: "offline", error: "photoindex does not answer. Is it still running?" });
  }
  return answerOf(response);
}

export async function get(path) {
  return answerOf(await fetch(path, { headers: { Accept: "application/json" } }));
}

async function answerOf(response) {
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  const answer = isJson ? await response.json() : { error: response.statusText, kind: "request" };
  if (!response.ok) throw new Refused(response.status, answer);
  return answer;
}
