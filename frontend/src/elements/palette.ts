import { closest } from "../dom";
import { toggleTheme } from "./theme";

/** <ac-palette>: Ctrl-K; a WAI-ARIA combobox over options the server draws. Each option holds data-href, or an action after "#". */
class AcPalette extends HTMLElement {
  connectedCallback(): void {
    document.addEventListener("keydown", this.#global);
    document.addEventListener("click", this.#opener);
    this.addEventListener("keydown", this.#keys);
    this.addEventListener("htmx:after:swap", this.#first);
    this.addEventListener("click", this.#clicked);
  }
  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.#global);
    document.removeEventListener("click", this.#opener);
  }
  get #dialog(): HTMLDialogElement | null { return this.querySelector("dialog"); }
  get #input(): HTMLInputElement | null { return this.querySelector("input"); }
  get #options(): HTMLElement[] { return [...this.querySelectorAll<HTMLElement>("[role=option]")]; }

  open(): void {
    const dialog = this.#dialog, input = this.#input;
    if (!dialog || !input || dialog.open) return;
    document.querySelectorAll<HTMLDialogElement>("dialog[open]").forEach((other) => other.close());
    dialog.showModal();
    input.value = "";
    this.#ask(input);
  }
  /** For the options; htmx takes the page over a moment after it is shown, and would not hear it before. */
  #ask(input: HTMLInputElement): void {
    if (input.hasAttribute("data-htmx-powered")) input.dispatchEvent(new Event("accrue:open", { bubbles: true }));
    else setTimeout(() => this.#ask(input), 10);
  }
  #first = (): void => this.#select(0);
  #opener = (event: Event): void => { if (closest(event, "[data-palette]")) this.open(); };
  #global = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (this.#dialog?.open) this.#dialog.close();
    else this.open();
  };
  #clicked = (event: Event): void => {
    const option = closest(event, "[role=option]");
    if (option) this.#go(option);
    else if (event.target === this.#dialog) this.#dialog?.close();
  };
  #keys = (event: KeyboardEvent): void => {
    const options = this.#options, now = options.findIndex((option) => option.ariaSelected === "true");
    if (event.key === "ArrowDown") this.#select((now + 1) % options.length);
    else if (event.key === "ArrowUp") this.#select((now - 1 + options.length) % options.length);
    else if (event.key === "Enter" && options[now]) this.#go(options[now]);
    else return;
    event.preventDefault();
  };
  #select(index: number): void {
    this.#options.forEach((option, k) => option.setAttribute("aria-selected", String(k === index)));
    const option = this.#options[index];
    if (option) { this.#input?.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
    else this.#input?.removeAttribute("aria-activedescendant");
  }
  #go(option: HTMLElement): void {
    const to = option.dataset["href"] ?? "";
    this.#dialog?.close();
    if (to === "#theme") toggleTheme();
    else if (to === "#keys") document.querySelector<HTMLDialogElement>("#keys")?.showModal();
    else if (to.startsWith("#")) document.querySelector<HTMLElement>(to)?.click();
    else if (to) location.assign(to);
  }
}
customElements.define("ac-palette", AcPalette);
