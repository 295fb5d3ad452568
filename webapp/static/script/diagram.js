// Draws the diagram of a case: what is done, where it stands now. The text twin on the page says the same.
/* global BpmnJS */
const LEGIBLE = 0.72; // below this scale the words in the boxes are too small: scroll sideways instead
const FACE = '"Be Vietnam Pro", sans-serif';
const WORDS = { defaultStyle: { fontFamily: FACE }, externalStyle: { fontFamily: FACE } };
const RIM = 20;
const FOOT = 60; // room below, so that the mark of bpmn.io lies on nothing

for (const place of document.querySelectorAll("[data-diagram]")) {
  draw(place);
}

async function draw(place) {
  const answer = await fetch(place.dataset.diagram, { credentials: "same-origin" });
  if (!answer.ok) return; // the sentence stays
  const drawing = document.createElement("div");
  drawing.className = "vd-diagram__canvas";
  place.replaceChildren(drawing);
  const viewer = new BpmnJS({ container: drawing, zoomScroll: { enabled: false }, textRenderer: WORDS });
  await viewer.importXML(await answer.text());
  mark(viewer, place.dataset.done, "vd-is-done");
  mark(viewer, place.dataset.now, "vd-is-now");
  fit(viewer.get("canvas"), drawing, place);
  showNow(viewer, place);
}

function fit(canvas, drawing, place) {
  const { inner } = canvas.viewbox();
  const width = inner.width + 2 * RIM;
  const height = inner.height + RIM + FOOT;
  const scale = Math.max(LEGIBLE, Math.min(1, place.clientWidth / width));
  drawing.style.width = `${Math.floor(width * scale)}px`;
  drawing.style.height = `${Math.floor(height * scale)}px`;
  canvas.resized();
  canvas.viewbox({ x: inner.x - RIM, y: inner.y - RIM, width, height });
}

// Where the case stands lies in the middle of what is seen first.
function showNow(viewer, place) {
  const here = place.querySelector(".vd-is-now");
  if (!here) return;
  const box = here.getBoundingClientRect();
  place.scrollLeft = box.left + box.width / 2 - place.getBoundingClientRect().left - place.clientWidth / 2;
}

function mark(viewer, ids, name) {
  const elements = viewer.get("elementRegistry");
  for (const id of ids.split(" ").filter(Boolean)) {
    if (elements.get(id)) viewer.get("canvas").addMarker(id, name);
  }
}
