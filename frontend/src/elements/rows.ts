import htmx from "htmx.org";
import { closest, exchange, hasOpenDialog, isTyping } from "../dom";
import { chosen } from "../preferences";

// The rows of a list, #rows: ticked by box, x and shift; cells edited by click or Enter; a look beside the list by Space.
// All is heard on the document, for the rows are drawn anew by every search, page and save.
const BOX = "#rows input[name=ids]";
let from: HTMLInputElement | null = null;

function boxes(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>(BOX)];
}

function whole(): HTMLInputElement | null {
  return document.querySelector<HTMLInputElement>("#ticked input[name=all]");
}

/** Shows what is ticked, and what can be done with so many. */
function redraw(): void {
  const bar = document.querySelector<HTMLFormElement>("#ticked"), all = whole();
  if (!bar || !all) return;
  const rows = boxes(), ticked = rows.filter((box) => box.checked).length;
  if (ticked < rows.length) all.disabled = true;
  const takesAll = !all.disabled;
  bar.hidden = ticked === 0;
  const count = bar.querySelector<HTMLElement>("[data-count]");
  if (count) { count.hidden = takesAll; count.textContent = `${ticked} selected`; }
  bar.querySelector("[data-whole]")?.toggleAttribute("hidden", !takesAll);
  bar.querySelector("[data-take-all]")?.toggleAttribute("hidden", takesAll || ticked < rows.length || !bar.dataset["more"]);
  for (const verb of bar.querySelectorAll<HTMLElement>("[data-exactly]")) verb.hidden = takesAll || Number(verb.dataset["exactly"]) !== ticked;
  const head = document.querySelector<HTMLInputElement>("#tick-page");
  if (head) { head.checked = ticked > 0 && ticked === rows.length; head.indeterminate = ticked > 0 && ticked < rows.length; }
  for (const box of rows) box.closest("tr")?.toggleAttribute("data-ticked", box.checked);
}

function tickAll(on: boolean): void {
  const all = whole();
  if (all) all.disabled = true;
  for (const box of boxes()) box.checked = on;
  from = null;
  redraw();
}

/** With shift every row between the last one ticked and this. */
function tick(box: HTMLInputElement, range: boolean): void {
  const all = boxes(), here = all.indexOf(box), there = from ? all.indexOf(from) : -1;
  if (range && there >= 0) for (const one of all.slice(Math.min(here, there), Math.max(here, there) + 1)) one.checked = box.checked;
  from = box;
  redraw();
}

function edit(cell: HTMLElement): void {
  const row = cell.closest<HTMLElement>("tr"), list = cell.closest<HTMLElement>("#rows");
  const kind = list?.dataset["kind"], id = row?.dataset["id"], version = row?.dataset["version"], key = cell.dataset["cell"];
  if (!kind || !id || !version || !key || cell.classList.contains("is-open")) return;
  void htmx.ajax("GET", `/lists/${kind}/${id}/cells/${key}/${version}/`, { source: cell, target: cell, swap: "outerHTML" });
}

function peek(row: Element | null): boolean {
  const opener = row?.querySelector<HTMLElement>("[data-peek]") ?? row?.querySelector<HTMLElement>("a[data-step][hx-target='#peek-body']");
  opener?.click();
  return Boolean(opener);
}

function beside(button: HTMLElement): void {
  const kind = button.closest<HTMLElement>("#rows")?.dataset["kind"], id = button.closest<HTMLElement>("tr")?.dataset["id"];
  if (!kind || !id) return;
  void htmx.ajax("GET", `/lists/${kind}/${id}/peek/`, { source: button, target: "#peek-body", swap: "innerHTML" });
  const address = new URL(location.href);
  address.searchParams.set("peek", id);
  history.replaceState(history.state, "", address);
}

document.addEventListener("click", (event) => {
  const box = closest<HTMLInputElement>(event, BOX);
  if (box) return tick(box, event.shiftKey);
  if (closest(event, "#tick-page")) return tickAll((event.target as HTMLInputElement).checked);
  if (closest(event, "[data-take-none]")) return tickAll(false);
  if (closest(event, "[data-take-all]")) { const all = whole(); if (all) all.disabled = false; return redraw(); }
  const button = closest(event, "#rows [data-peek]");
  if (button) return beside(button);
  const cell = closest(event, "#rows td[data-cell]");
  if (cell && !closest(event, "a, button, input, select, textarea, label") && !getSelection()?.toString()) edit(cell);
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || hasOpenDialog()) return;
  const row = closest(event, "#rows tr[data-id]");
  if (!row) return;
  const cell = closest(event, "td[data-cell]");
  if (event.key === "Enter" && cell && document.activeElement === cell) { event.preventDefault(); return edit(cell); }
  if (event.key === " " && !closest(event, "button") && peek(row)) return event.preventDefault();
  if (event.key === "ArrowRight" || event.key === "ArrowLeft") return across(row, event);
  if (chosen("hotkeys") === "off" || event.key.toLowerCase() !== "x") return;
  const box = row.querySelector<HTMLInputElement>("input[name=ids]");
  if (!box) return;
  event.preventDefault();
  box.checked = event.shiftKey || !box.checked;
  tick(box, event.shiftKey);
});

/** From the row's link over its cells to its last button, and back. */
function across(row: HTMLElement, event: KeyboardEvent): void {
  const stops = [...row.querySelectorAll<HTMLElement>("a[data-step], td[data-cell], [data-peek]")];
  const now = stops.findIndex((stop) => stop === document.activeElement);
  const next = stops[now + (event.key === "ArrowRight" ? 1 : -1)];
  if (now < 0 || !next) return;
  event.preventDefault();
  next.focus();
}

document.addEventListener("htmx:after:swap", (event) => {
  // A cell that was saved says the record's new version, which the other cells of its row send.
  for (const cell of document.querySelectorAll<HTMLElement>("#rows td[data-version]")) {
    const row = cell.closest<HTMLElement>("tr");
    if (row) row.dataset["version"] = cell.dataset["version"] ?? "";
    cell.removeAttribute("data-version");
  }
  if (exchange(event)?.target?.id === "rows") redraw();
});

// Many records were changed: the rows are drawn anew, nothing is ticked.
document.addEventListener("accrue:rows-changed", () => {
  tickAll(false);
  if (document.getElementById("rows")) void htmx.ajax("GET", location.href, { source: document.body, target: "#rows", swap: "outerMorph" });
});

// What a browser ticks by itself when it comes back to a page.
window.addEventListener("pageshow", () => redraw());
