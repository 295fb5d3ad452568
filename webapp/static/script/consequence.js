// A button that decides says what will happen with what is chosen above it. Without this file its usual words stay.
for (const button of document.querySelectorAll("button[data-says]")) {
  const usual = button.textContent;
  const say = () => {
    const chosen = button.form.querySelector(`[name="${button.dataset.says}"]:checked`);
    const words = chosen ? button.getAttribute(`data-${chosen.value}`) : "";
    const counted = button.form.elements[button.dataset.counts];
    const lines = counted ? counted.value.split("\n").filter((line) => line.trim()).length : 0;
    button.textContent = words ? words.replace("{count}", lines) : usual;
  };
  button.form.addEventListener("input", say);
  say();
}
