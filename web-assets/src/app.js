// Behaviour every page shares: the menu on small screens, the skip link, sortable nothing else.
import { createAll, ServiceNavigation, SkipLink } from "govuk-frontend";

createAll(ServiceNavigation);
createAll(SkipLink);

// A filter changes the page as soon as it is chosen only where the form asks for it; the button always works.
for (const form of document.querySelectorAll("form[data-submit-on-change]")) {
  form.addEventListener("change", () => form.requestSubmit());
}
document.documentElement.dataset.state = "ready";

// While a run goes on, its list of steps is renewed in place, so that focus and reading place are kept.
const EVERY = 4000;

async function renewProgress() {
  const shown = document.getElementById("progress");
  if (shown?.dataset.goingOn !== "true") return;
  const answer = await fetch(window.location.href, { headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const renewed = page.getElementById("progress");
  if (renewed?.dataset.goingOn !== "true") {
    window.location.reload();
    return;
  }
  shown.querySelector(".app-steps").replaceWith(renewed.querySelector(".app-steps"));
  setTimeout(renewProgress, EVERY);
}
if (document.getElementById("progress")) setTimeout(() => renewProgress().catch(() => {}), EVERY);
