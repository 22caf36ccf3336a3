import { firstWord } from "../sha256";

const AT_ONCE = 20_000;

/** <ac-challenge data-puzzle="…" data-bits="18"> around a form: finds the number that solves the puzzle, fills it in and sends the
 *  form. The page stays usable meanwhile; without scripts its words say to wait instead. */
class AcChallenge extends HTMLElement {
  connectedCallback(): void {
    this.querySelector<HTMLElement>("[role=status]")!.hidden = false;
    this.querySelector<HTMLElement>("[data-by-hand]")!.hidden = true;
    void this.#solve();
  }

  #solve = async (): Promise<void> => {
    const puzzle = this.dataset["puzzle"] ?? "", limit = 2 ** (32 - Number(this.dataset["bits"]));
    for (let tried = 0; this.isConnected; tried += AT_ONCE) {
      for (let number = tried; number < tried + AT_ONCE; number += 1) {
        if (firstWord(`${puzzle}:${number}`) < limit) { this.#send(number); return; }
      }
      await new Promise((go) => setTimeout(go));
    }
  };

  #send(number: number): void {
    const form = this.querySelector("form")!;
    form.querySelector<HTMLInputElement>("[data-answer]")!.value = String(number);
    form.submit();
  }
}
customElements.define("ac-challenge", AcChallenge);
