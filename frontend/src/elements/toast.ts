const SHOWN_FOR = 9_000;
const GONE_AFTER = 30_000;
const AT_MOST = 3;

/** <ac-toast>: stays 9 s, longer while the pointer or the focus rests on it. Hidden first and removed later,
 *  because htmx drops the answer of a source that has left the page. */
class AcToast extends HTMLElement {
  #timer = 0;
  connectedCallback(): void {
    this.#arm();
    this.addEventListener("pointerenter", this.#hold);
    this.addEventListener("focusin", this.#hold);
    this.addEventListener("pointerleave", this.#arm);
    this.addEventListener("focusout", this.#arm);
    this.addEventListener("click", this.#used);
    this.#makeRoom();
  }
  disconnectedCallback(): void {
    clearTimeout(this.#timer);
  }
  #hold = (): void => clearTimeout(this.#timer);
  #arm = (): void => {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(this.#hide, SHOWN_FOR);
  };
  #used = (event: Event): void => {
    if ((event.target as Element).closest("button, a")) this.#hide();
  };
  #hide = (): void => {
    this.hidden = true;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.remove(), GONE_AFTER);
  };
  #makeRoom(): void {
    const shown = [...(this.parentElement?.querySelectorAll<AcToast>("ac-toast:not([hidden])") ?? [])];
    shown.slice(0, Math.max(0, shown.length - AT_MOST)).forEach((toast) => toast.#hide());
  }
}
customElements.define("ac-toast", AcToast);

/** Says one sentence at the foot of the page; kind "error" marks what failed. */
export function say(text: string, kind: "info" | "error" = "info"): void {
  const toast = document.createElement("ac-toast");
  toast.dataset["kind"] = kind;
  const words = document.createElement("span");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.ariaLabel = "Dismiss";
  close.textContent = "×";
  toast.append(words, close);
  document.getElementById("toasts")?.append(toast);
}
