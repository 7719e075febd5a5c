// Votes without loading the whole page again. Without scripts the same form and addresses do the same.
const main = document.querySelector("#maincontent");

const send = async (form, pressed) => {
  const body = new URLSearchParams(new FormData(form));
  body.append(pressed.name, pressed.value);
  const response = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const next = page.querySelector("#maincontent");
  if (!next || new URL(response.url).pathname !== window.location.pathname) {
    window.location.assign(response.url);
    return;
  }
  main.replaceChildren(...next.childNodes);
  document.title = page.title;
  const heading = main.querySelector("h1");
  heading.tabIndex = -1;
  heading.focus();
};

main.addEventListener("submit", (event) => {
  const form = event.target;
  const pressed = event.submitter;
  if (!form.matches("[data-vote]") || !pressed) return;
  event.preventDefault();
  if (form.dataset.sent) return;
  form.dataset.sent = "yes";
  send(form, pressed).catch(() => {
    const value = document.createElement("input");
    Object.assign(value, { type: "hidden", name: pressed.name, value: pressed.value });
    form.append(value);
    form.submit();
  });
});
