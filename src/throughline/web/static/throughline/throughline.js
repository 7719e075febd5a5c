import { initAll } from "./nhsuk-frontend.js";

// Takes the place of the design system's inline script, which the content security policy forbids.
document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();

// The design system puts aria-expanded on radios that reveal more, where ARIA does not allow it.
const tidyRadios = () =>
  document.querySelectorAll("input[type=radio][aria-expanded]").forEach((radio) => radio.removeAttribute("aria-expanded"));
window.addEventListener("pageshow", tidyRadios);
document.addEventListener("click", tidyRadios);
