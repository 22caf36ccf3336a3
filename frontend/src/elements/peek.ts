import { closest, exchange, hasOpenDialog } from "../dom";

/** <ac-peek>: the side panel. Opens when htmx fills #peek-body; Esc or × closes it, takes ?peek= out of the address and
 *  gives the focus back to whoever opened it. */
class AcPeek extends HTMLElement {
  #asked: HTMLElement | null = null;
  #opener: HTMLElement | null = null;
  connectedCallback(): void {
    document.addEventListener("htmx:before:request", this.#remember);
    document.addEventListener("htmx:after:swap", this.#filled);
    document.addEventListener("keydown", this.#escape);
    this.addEventListener("click", this.#clicked);
  }
  disconnectedCallback(): void {
    document.removeEventListener("htmx:before:request", this.#remember);
    document.removeEventListener("htmx:after:swap", this.#filled);
    document.removeEventListener("keydown", this.#escape);
  }
  #remember = (event: Event): void => {
    const ctx = exchange(event);
    if (ctx?.target?.id !== "peek-body" || this.contains(ctx.sourceElement ?? null)) return;
    // An SVG link is an Element with focus too, though no HTMLElement.
    this.#asked = (ctx.sourceElement as HTMLElement | undefined) ?? null;
  };
  #filled = (event: Event): void => {
    if (exchange(event)?.target?.id !== "peek-body") return;
    this.#mark(null);
    // Opened by the address: the button of its row is where the focus goes back to, and where j and k go on from.
    this.#opener = this.#asked ?? this.#opener ?? document.getElementById(`peek-${new URL(location.href).searchParams.get("peek")}`);
    this.#asked = null;
    this.#mark(this.#opener);
    this.hidden = false;
    this.querySelector<HTMLElement>("[data-autofocus], h2")?.focus();
  };
  #mark(opener: HTMLElement | null): void {
    document.querySelectorAll("main [data-open]").forEach((card) => card.removeAttribute("data-open"));
    opener?.closest(".deal, tr")?.setAttribute("data-open", "");
  }
  #escape = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && !event.defaultPrevented && !this.hidden && !hasOpenDialog() && !document.querySelector(":popover-open")) this.close();
  };
  #clicked = (event: Event): void => { if (closest(event, "[data-close]")) this.close(); };

  close(): void {
    this.hidden = true;
    this.#mark(null);
    const back = this.#opener?.isConnected ? this.#opener : this.#opener?.id ? document.getElementById(this.#opener.id) : null;
    (back ?? document.getElementById("main"))?.focus();
    const address = new URL(location.href);
    if (!address.searchParams.has("peek")) return;
    address.searchParams.delete("peek");
    history.replaceState(history.state, "", address);
  }
}
customElements.define("ac-peek", AcPeek);
