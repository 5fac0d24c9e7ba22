// Texts that scripts share.
// What a button says, without its key.
export function textOf(button) {
  return [...(button?.childNodes ?? [])].filter((node) => node.nodeName !== "KBD").map((node) => node.textContent).join("").trim();
}

export function faces(count) { return `${count.toLocaleString("en")} ${count === 1 ? "face" : "faces"}`; }
