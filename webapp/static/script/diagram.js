// Draws the diagram of a case: what is done, where it stands now. The text twin on the page says the same.
/* global BpmnJS */
for (const place of document.querySelectorAll("[data-diagram]")) {
  draw(place);
}

async function draw(place) {
  const answer = await fetch(place.dataset.diagram, { credentials: "same-origin" });
  if (!answer.ok) return; // the sentence stays
  const drawing = document.createElement("div");
  drawing.className = "vd-diagram__canvas";
  place.replaceChildren(drawing);
  const viewer = new BpmnJS({ container: drawing });
  await viewer.importXML(await answer.text());
  const canvas = viewer.get("canvas");
  mark(viewer, place.dataset.done, "vd-is-done");
  mark(viewer, place.dataset.now, "vd-is-now");
  canvas.zoom("fit-viewport");
}

function mark(viewer, ids, name) {
  const elements = viewer.get("elementRegistry");
  for (const id of ids.split(" ").filter(Boolean)) {
    if (elements.get(id)) viewer.get("canvas").addMarker(id, name);
  }
}
