type Options = { publicKey: PublicKeyCredentialCreationOptionsJSON & PublicKeyCredentialRequestOptionsJSON };

const WORDS: Record<string, string> = {
  NotAllowedError: "Nothing was sent: the browser was closed, or it took too long. Try again.",
  InvalidStateError: "This key is set up already.",
  SecurityError: "Keys do not work under this address. Open Accrue by its name instead of a number.",
};

/** <ac-passkey data-ceremony="get|create" data-options="#id or address"> around a form with a hidden input `credential`:
 *  asks the browser for a key before the form is sent. Hidden where the browser has no keys. */
class AcPasskey extends HTMLElement {
  connectedCallback(): void {
    this.hidden = !("PublicKeyCredential" in window);
    this.addEventListener("submit", this.#ask);
  }
  disconnectedCallback(): void { this.removeEventListener("submit", this.#ask); }

  #ask = async (event: Event): Promise<void> => {
    const form = event.target as HTMLFormElement;
    const input = form.elements.namedItem("credential") as HTMLInputElement;
    event.preventDefault();
    this.#say("");
    try {
      const options = await this.#options();
      const credential = this.dataset["ceremony"] === "create" ? await create(options, form) : await get(options);
      input.value = JSON.stringify(credential);
      form.submit();
    } catch (error) {
      this.#say(WORDS[(error as Error).name] ?? `The key could not be used: ${(error as Error).message}`);
    }
  };

  async #options(): Promise<Options> {
    const from = this.dataset["options"] ?? "";
    if (from.startsWith("#")) {
      const kept = JSON.parse(document.querySelector(from)?.textContent ?? "{}");
      return kept.creation_options ?? kept.request_options;
    }
    const response = await fetch(from, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return (await response.json()).request_options;
  }

  #say(words: string): void {
    const place = this.querySelector<HTMLElement>("[role=alert]");
    if (place) { place.textContent = words; place.hidden = !words; }
  }
}

async function create({ publicKey }: Options, form: HTMLFormElement): Promise<unknown> {
  const box = form.elements.namedItem("passwordless") as HTMLInputElement | null;
  const alone = box?.checked ?? false;
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: alone,
    ...(alone ? { userVerification: "required" } : {}),
  };
  const made = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
  return (made as PublicKeyCredential).toJSON();
}

async function get({ publicKey }: Options): Promise<unknown> {
  const found = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
  return (found as PublicKeyCredential).toJSON();
}

customElements.define("ac-passkey", AcPasskey);
