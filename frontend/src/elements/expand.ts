import { closest } from "../dom";

// Expandable table rows: the first press loads by htmx, later ones only show or hide. Inside an inline edit, Esc cancels.
document.addEventListener("click", (event) => {
  const button = closest(event, "[data-expand]");
  if (!button) return;
  const open = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", String(open));
  for (const row of document.querySelectorAll<HTMLElement>(`[data-row-of="${CSS.escape(button.dataset["expand"] ?? "")}"]`)) row.hidden = !open;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const cancel = closest(event, "[data-inline-edit]")?.querySelector<HTMLElement>("[data-cancel]");
  if (!cancel) return;
  event.preventDefault();
  event.stopPropagation();
  cancel.click();
}, true);

// After an inline edit is saved or cancelled, the focus goes back to the value.
document.addEventListener("htmx:after:swap", () => {
  const back = document.querySelector<HTMLElement>("[data-focus]");
  back?.removeAttribute("data-focus");
  back?.focus();
});
