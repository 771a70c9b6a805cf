"use strict";
(() => {
  const form = document.getElementById("finding-filter");
  if (!form) return;
  const words = document.getElementById("finding-words");
  const severity = document.getElementById("finding-severity");
  const code = document.getElementById("finding-code");
  const shown = document.getElementById("finding-count");
  const rows = Array.from(document.querySelectorAll("#finding-rows tbody tr"), (row) => ({
    row,
    severity: row.cells[0].textContent,
    code: row.cells[1].textContent,
    text: row.textContent.toLowerCase(),
  }));

  const filter = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { row, severity: itsSeverity, code: itsCode, text } of rows) {
      const fits =
        (!severity.value || severity.value === itsSeverity) &&
        (!code.value || code.value === itsCode) &&
        wanted.every((word) => text.includes(word));
      row.hidden = !fits;
      count += fits;
    }
    shown.textContent = `${count.toLocaleString("en")} of ${rows.length.toLocaleString("en")} rows`;
  };

  form.addEventListener("input", filter);
  form.addEventListener("change", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  for (const button of document.querySelectorAll("button[data-code]")) {
    button.disabled = false;
    button.addEventListener("click", () => {
      form.reset();
      code.value = button.dataset.code;
      filter();
      form.scrollIntoView();
      words.focus({ preventScroll: true });
    });
  }
  form.hidden = false;
  filter();
})();
