// The server wants a yes before it does something odd.
export function askToAgree(form, refused, again, close) {
  const box = document.createElement("div");
  box.className = "agree";
  box.role = "alertdialog";
  box.tabIndex = -1;
  const text = document.createElement("p");
  text.textContent = refused.message;
  const buttons = [["Yes, the same person", "y", () => again(refused.yes)], ["No", "n", close]].map(([label, key, run], at) => {
    const [button, keycap] = ["button", "kbd"].map((tag) => document.createElement(tag));
    button.type = "button";
    keycap.textContent = key;
    button.append(label, " ", keycap);
    if (at) button.className = "plain";
    button.addEventListener("click", () => { box.remove(); run(); });
    return button;
  });
  box.append(text, ...buttons);
  box.setAttribute("aria-label", refused.message);
  form.querySelector(".answer").after(box);
  box.focus(); // Not the button: Enter, pressed in a hurry, must not agree.
}
