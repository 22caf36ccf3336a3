import { exchange } from "../dom";

interface Question { issueRequest(): void; dropRequest(): void }

/** <ac-confirm> asks before what cannot be undone: hx-confirm holds the sentence (it names the object and the count),
 *  data-confirm-action the verb on the button. */
class AcConfirm extends HTMLElement {
  connectedCallback(): void { document.addEventListener("htmx:confirm", this.#ask); }
  disconnectedCallback(): void { document.removeEventListener("htmx:confirm", this.#ask); }

  #ask = (event: Event): void => {
    const dialog = this.querySelector("dialog"), ctx = exchange(event);
    if (!dialog || !ctx?.confirm) return;
    event.preventDefault();
    const question = (event as CustomEvent<Question>).detail;
    const words = dialog.querySelector<HTMLElement>("[data-words]"), go = dialog.querySelector<HTMLElement>("[value=yes]");
    if (words) words.textContent = ctx.confirm;
    if (go) go.textContent = ctx.sourceElement?.getAttribute("data-confirm-action") ?? "Go on";
    dialog.returnValue = "";
    dialog.addEventListener("close", () => (dialog.returnValue === "yes" ? question.issueRequest() : question.dropRequest()), { once: true });
    dialog.showModal();
  };
}
customElements.define("ac-confirm", AcConfirm);
