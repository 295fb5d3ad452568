// While a nominee is typed in, asks what the rules say, as the button "check before saving" does without this file.
const WAIT = 500; // milliseconds without a key
const REGIONS = ["region-checked", "region-same", "region-bucket", "region-works"];
const form = document.getElementById("nominee");
let waiting = 0;
let asked = 0;

async function check() {
  const number = ++asked;
  const typed = new FormData(form);
  typed.set("preview", "y");
  const answer = await fetch(form.action, { method: "POST", body: typed, credentials: "same-origin" });
  if (!answer.ok || number !== asked) return; // the button stays
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of REGIONS) renew(document.getElementById(id), page.getElementById(id));
}

// What somebody stands in with the keyboard is not taken away, and nothing moves that stays the same.
function renew(here, there) {
  if (!here || !there || here.contains(document.activeElement) || here.innerHTML === there.innerHTML) return;
  here.replaceChildren(...there.childNodes);
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(check, WAIT);
});
