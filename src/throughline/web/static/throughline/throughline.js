import { initAll } from "./nhsuk-frontend.js";

// Takes the place of the design system's inline script, which the content security policy forbids.
document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();
