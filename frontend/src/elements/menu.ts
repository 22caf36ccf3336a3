import { closest } from "../dom";

const GAP = 4;
const EDGE = 8;

/** Puts an open popover beside the button that opened it, inside the window. */
export function place(menu: HTMLElement, anchor: Element): void {
  const at = anchor.getBoundingClientRect();
  const wide = menu.offsetWidth, high = menu.offsetHeight;
  const below = at.bottom + GAP + high <= innerHeight - EDGE;
  const fromLeft = at.left + wide <= innerWidth - EDGE ? at.left : at.right - wide;
  menu.style.left = `${Math.max(EDGE, fromLeft)}px`;
  menu.style.top = `${below ? at.bottom + GAP : Math.max(EDGE, at.top - GAP - high)}px`;
}

function items(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>(".pop-item:not([disabled])")];
}

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!(menu instanceof HTMLElement) || !menu.matches(".pop[popover]")) return;
  const openers = [...document.querySelectorAll(`[popovertarget="${CSS.escape(menu.id)}"]`)];
  const open = (event as ToggleEvent).newState === "open";
  openers.forEach((opener) => opener.setAttribute("aria-expanded", String(open)));
  // The same menu may have one opener for wide and one for narrow screens.
  const shown = openers.find((opener) => opener.getClientRects().length > 0);
  if (open && shown) place(menu, shown);
  if (open && menu.getAttribute("role") === "menu") items(menu)[0]?.focus();
}, true);

document.addEventListener("keydown", (event) => {
  const menu = closest(event, ".pop[role=menu]");
  if (!menu || !/^(ArrowDown|ArrowUp|Home|End)$/.test(event.key)) return;
  const all = items(menu), now = all.indexOf(document.activeElement as HTMLElement);
  const step = { ArrowDown: now + 1, ArrowUp: now - 1 + all.length, Home: 0, End: all.length - 1 }[event.key] ?? 0;
  event.preventDefault();
  all[step % all.length]?.focus();
});

// Choosing closes the menu.
document.addEventListener("click", (event) => {
  const item = closest(event, ".pop[role=menu] .pop-item");
  item?.closest<HTMLElement>("[popover]")?.hidePopover();
});
