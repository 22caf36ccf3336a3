import htmx from "htmx.org";
import Sortable, { type SortableEvent } from "sortablejs";
import { closest, exchange, swaps } from "../dom";
import { place } from "./menu";

type Way = "drag" | "key" | "menu";

/** <ac-board> with .lane-list[data-lane] and .deal[data-id][data-move-url] in it: cards move by drag, Alt+arrow and menu.
 *  A move posts card, lane, index and via to the card's own address; the answer redraws both lanes. A refused move
 *  goes back where it was; the answer says why. With data-week the lanes are days: keys and menu say how many days (“+7”). */
class AcBoard extends HTMLElement {
  #sortables: Sortable[] = [];
  #menu: HTMLElement | null = null;
  #menuFor = "";
  #isHeld = false;
  #hasMissed = false;
  #sent: Promise<void> = Promise.resolve();
  connectedCallback(): void {
    this.#bind();
    this.#menu = document.getElementById(this.dataset["menu"] ?? "move-menu");
    this.addEventListener("keydown", this.#keyed);
    this.addEventListener("click", this.#openMenu);
    this.addEventListener("htmx:after:swap", this.#bind);
    document.addEventListener("htmx:before:swap", this.#spare);
    this.#menu?.addEventListener("click", this.#picked);
  }
  disconnectedCallback(): void {
    this.#release();
    document.removeEventListener("htmx:before:swap", this.#spare);
    this.#menu?.removeEventListener("click", this.#picked);
  }
  #release(): void {
    this.#sortables.forEach((sortable) => sortable.destroy());
    this.#sortables = [];
  }
  get #lanes(): HTMLElement[] { return [...this.querySelectorAll<HTMLElement>(".lane-list")]; }
  #card(id: string): HTMLElement | null { return this.querySelector(`.deal[data-id="${CSS.escape(id)}"]`); }

  #bind = (): void => {
    const bound = new Set(this.#sortables.map((sortable) => sortable.el));
    if (this.#lanes.length === bound.size && this.#lanes.every((lane) => bound.has(lane))) return;
    this.#release();
    this.#sortables = this.#lanes.map((lane) => new Sortable(lane, {
      group: "cards", draggable: ".deal:not([data-fixed])", filter: ".deal-menu", preventOnFilter: false, animation: 140,
      ghostClass: "deal-ghost", fallbackClass: "deal-drag", forceFallback: true, fallbackOnBody: true, fallbackTolerance: 4,
      delay: 160, delayOnTouchOnly: true, touchStartThreshold: 4,
      onChoose: this.#taken, onUnchoose: this.#let, onEnd: this.#dropped,
    }));
  };

  // Redrawing lanes would take a card out of the hand that drags it: what others changed is asked for once it is let go.
  #taken = (): void => { this.#isHeld = true; };
  #let = (): void => {
    this.#isHeld = false;
    window.setTimeout(() => void this.#sent.then(this.#catchUp));
  };
  #catchUp = (): void => {
    if (!this.#hasMissed || this.#isHeld) return;
    this.#hasMissed = false;
    htmx.trigger(`#${this.dataset["live"]}`, "missed");
  };
  #spare = (event: Event): void => {
    const tasks = this.#isHeld ? swaps(event) : [];
    for (const task of tasks.filter(({ target }) => target instanceof Node && this.contains(target))) {
      tasks.splice(tasks.indexOf(task), 1);
      this.#hasMissed = true;
    }
  };
  #dropped = (event: SortableEvent): void => {
    const { item, from, to, oldIndex = 0, newIndex = 0 } = event;
    if (from === to && oldIndex === newIndex) return;
    const back = (): void => {
      item.remove();
      from.insertBefore(item, from.querySelectorAll(":scope > .deal")[oldIndex] ?? null);
    };
    this.#sent = this.#send(item, to.dataset["lane"] ?? "", newIndex, "drag", back);
  };

  // The board is the source, not the card: htmx drops the answer of a source that has left the page, and a redrawn
  // lane may have taken the card away by then.
  async #send(card: HTMLElement, lane: string, index: number, via: Way, back?: () => void): Promise<void> {
    const id = card.dataset["id"] ?? "", url = card.dataset["moveUrl"];
    if (!url) return;
    let refused = false;
    const noted = (event: Event): void => {
      if (exchange(event)?.request.body?.get("card") === id) refused = true;
    };
    this.addEventListener("htmx:error", noted);
    this.addEventListener("htmx:response:error", noted);
    card.setAttribute("aria-busy", "true");
    try {
      await htmx.ajax("POST", url, { source: this, target: this, swap: "none", values: { card: id, lane, index: String(index), via } });
    } finally {
      this.removeEventListener("htmx:error", noted);
      this.removeEventListener("htmx:response:error", noted);
      this.#card(id)?.removeAttribute("aria-busy");
      card.removeAttribute("aria-busy");
    }
    // Where the answer drew the card anew, it stands where it truly is.
    if (refused && [card, null].includes(this.#card(id))) back?.();
    if (via !== "drag") this.#card(id)?.querySelector<HTMLElement>(".deal-link")?.focus();
  }

  #keyed = (event: KeyboardEvent): void => {
    const card = closest(event, ".deal"), list = card?.parentElement;
    if (!card || !list || event.ctrlKey || event.metaKey || closest(event, "[role=menu]")) return;
    const lanes = this.#lanes, lane = lanes.indexOf(list), index = [...list.querySelectorAll(":scope > .deal")].indexOf(card);
    const ways: Record<string, [number, number]> = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1], j: [0, 1], k: [0, -1] };
    const way = ways[event.key];
    if (!way || (event.altKey && event.key.length === 1)) return;
    if (this.dataset["week"]) return this.#keyedDay(event, card, lane, way);
    const [across, down] = way, to = lanes[lane + across], at = across ? 0 : index + down;
    event.preventDefault();
    if (!to) return;
    const cards = to.querySelectorAll<HTMLElement>(":scope > .deal");
    if (!event.altKey) return cards[across ? Math.min(index, cards.length - 1) : at]?.querySelector<HTMLElement>(".deal-link")?.focus();
    if (across || cards[at]) void this.#send(card, to.dataset["lane"] ?? "", at, "key");
  };

  /** In a calendar the lanes are days, so many a week: Alt moves by days, an arrow alone goes to the next day that has a card. */
  #keyedDay(event: KeyboardEvent, card: HTMLElement, day: number, [across, down]: [number, number]): void {
    const week = Number(this.dataset["week"]), step = across || down * week;
    event.preventDefault();
    if (event.altKey) {
      if (!card.hasAttribute("aria-busy")) void this.#send(card, `${step > 0 ? "+" : ""}${step}`, 0, "key");
      return;
    }
    const cards = [...this.querySelectorAll<HTMLElement>(".deal")], beside = cards[cards.indexOf(card) + down];
    if (down && (event.key.length === 1 || beside?.parentElement === card.parentElement)) return focusOn(beside);
    for (let at = day + step; this.#lanes[at]; at += step) {
      const found = this.#lanes[at]?.querySelectorAll<HTMLElement>(":scope > .deal");
      if (found?.length) return focusOn(found[step < 0 && down ? found.length - 1 : 0]);
    }
  }

  #openMenu = (event: Event): void => {
    const button = closest(event, ".deal-menu"), card = button?.closest<HTMLElement>(".deal");
    if (!button || !card || !this.#menu) return;
    event.preventDefault();
    event.stopPropagation();
    this.#menuFor = card.dataset["id"] ?? "";
    const here = card.parentElement?.dataset["lane"];
    for (const item of this.#menu.querySelectorAll<HTMLElement>("[data-lane]")) item.toggleAttribute("disabled", item.dataset["lane"] === here);
    this.#menu.showPopover();
    place(this.#menu, button);
    this.#menu.querySelector<HTMLElement>(".pop-item:not([disabled])")?.focus();
  };
  #picked = (event: Event): void => {
    const lane = closest(event, "[data-lane]")?.dataset["lane"], card = this.#card(this.#menuFor);
    if (!lane || !card) return;
    this.#menu?.hidePopover();
    void this.#send(card, lane, 0, "menu");
  };
}

function focusOn(card: HTMLElement | undefined): void {
  card?.querySelector<HTMLElement>(".deal-link")?.focus();
}
customElements.define("ac-board", AcBoard);
