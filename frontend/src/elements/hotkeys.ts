import { chosen } from "../preferences";
import { hasOpenDialog, isTyping } from "../dom";

// Keys and two-key sequences from data-hotkey="g d". "?" lists them. None while typing, none with a modifier,
// none when switched off (WCAG 2.1.4).
const PAUSE = 900;
let last = "", at = 0;

function step(by: 1 | -1): boolean {
  const links = [...document.querySelectorAll<HTMLElement>("main [data-step]")];
  if (!links.length) return false;
  const now = links.findIndex((link) => link === document.activeElement || link.closest("[data-open]") !== null || link.closest("tr")?.contains(document.activeElement));
  const next = links[now < 0 ? 0 : Math.max(0, Math.min(links.length - 1, now + by))];
  next?.focus();
  if (document.querySelector("#peek:not([hidden])")) (next?.closest("tr")?.querySelector<HTMLElement>("[data-peek]") ?? next)?.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (chosen("hotkeys") === "off" || isTyping(event) || hasOpenDialog()) return;
  if (event.key === "?") return document.querySelector<HTMLDialogElement>("#keys")?.showModal();
  if (event.key === "/") { event.preventDefault(); return document.querySelector<HTMLElement>("[data-palette]")?.click(); }
  const isBegun = Date.now() - at < PAUSE && document.querySelector(`[data-hotkey^="${CSS.escape(last)} "]`) !== null;
  const sequence = isBegun ? `${last} ${event.key}` : event.key;
  last = event.key;
  at = Date.now();
  // Not of a toast that has gone out of sight: it stays in the page a while for its answer.
  const hit = document.querySelector<HTMLElement>(`[data-hotkey="${CSS.escape(sequence)}"]:not([hidden] *)`);
  if (hit) { event.preventDefault(); hit.click(); return; }
  if ((event.key === "j" || event.key === "k") && step(event.key === "j" ? 1 : -1)) event.preventDefault();
});
