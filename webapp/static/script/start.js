// Starts the published components. Every page works without this file.
import { initAll } from "../vendor/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
// These open by the style sheet; the published script would give their radios an attribute that radios do not have.
for (const choices of document.querySelectorAll(".vd-asking")) choices.removeAttribute("data-module");
initAll();
