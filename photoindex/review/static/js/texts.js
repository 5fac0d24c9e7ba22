// Texts that scripts share.
// What a button says, without its key.
export function textOf(button) {
  return [...(button?.childNodes ?? [])].filter((node) => node.nodeName !== "KBD").map((node) => node.textContent).join("").trim();
}

export const faces = (count) => counted(count, "face");

export const photos = (count) => counted(count, "photo");

function counted(count, noun) { return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`; }
