import { say } from "./toast";

/** <ac-copy data-text="…"><button>Copy link</button></ac-copy>; without data-text the address of the page is copied. */
class AcCopy extends HTMLElement {
  connectedCallback(): void { this.addEventListener("click", this.#copy); }
  disconnectedCallback(): void { this.removeEventListener("click", this.#copy); }

  #copy = async (): Promise<void> => {
    const text = new URL(this.dataset["text"] ?? location.href, location.href).href;
    const words = this.dataset["plain"] ?? text;
    try {
      await navigator.clipboard.writeText(words);
      say(this.dataset["said"] ?? "Link copied");
    } catch {
      say(`Your browser did not let us copy. Here it is: ${words}`, "error");
    }
  };
}
customElements.define("ac-copy", AcCopy);
