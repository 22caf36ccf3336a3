import { closest, exchange } from "../dom";

/** <ac-dialog><dialog><div id="dialog-body"></div></dialog></ac-dialog>: opens when htmx fills its body, closes on Esc,
 *  on [data-close], and when the server answers with the event accrue:close-dialog. The native dialog keeps the focus in
 *  and gives it back to whoever opened it. */
class AcDialog extends HTMLElement {
  #opener: HTMLElement | null = null;
  #watch = new MutationObserver(() => this.#filled());
  connectedCallback(): void {
    document.addEventListener("htmx:before:request", this.#remember);
    // Watched, not heard: pieces of an answer are drawn after the answer's own htmx:after:swap.
    if (this.#body) this.#watch.observe(this.#body, { childList: true });
    document.addEventListener("accrue:close-dialog", this.#close);
    this.addEventListener("click", this.#clicked);
    this.#dialog?.addEventListener("close", this.#closed);
  }
  disconnectedCallback(): void {
    document.removeEventListener("htmx:before:request", this.#remember);
    this.#watch.disconnect();
    document.removeEventListener("accrue:close-dialog", this.#close);
  }
  get #dialog(): HTMLDialogElement | null { return this.querySelector("dialog"); }
  get #body(): HTMLElement | null { return this.querySelector("#dialog-body"); }

  #remember = (event: Event): void => {
    const ctx = exchange(event);
    if (ctx?.target?.id === "dialog-body" && ctx.sourceElement instanceof HTMLElement && !this.contains(ctx.sourceElement)) this.#opener = ctx.sourceElement;
  };
  #filled = (): void => {
    const dialog = this.#dialog;
    if (!dialog || !this.#body?.childElementCount) return;
    const title = dialog.querySelector("h2");
    if (title) { title.id ||= "dialog-title"; dialog.setAttribute("aria-labelledby", title.id); }
    if (!dialog.open) dialog.showModal();
    const wanted = ["[aria-invalid=true]", "[autofocus]", ".sheet-body :is(input:not([type=hidden]), select, textarea)"];
    const first = wanted.map((which) => dialog.querySelector<HTMLElement>(which)).find((found) => found);
    first?.focus();
  };
  #clicked = (event: Event): void => {
    if (event.target === this.#dialog || closest(event, "[data-close]")) this.#close();
  };
  #close = (): void => this.#dialog?.close();
  #closed = (): void => {
    this.#body?.replaceChildren();
    if (this.#opener?.isConnected) this.#opener.focus();
    this.#opener = null;
  };
}
customElements.define("ac-dialog", AcDialog);

// data-opens="keys" opens a dialog that stands in the page.
document.addEventListener("click", (event) => {
  const name = closest(event, "[data-opens]")?.dataset["opens"];
  if (name) document.querySelector<HTMLDialogElement>(`dialog#${CSS.escape(name)}`)?.showModal();
});
