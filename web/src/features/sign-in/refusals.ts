const words: Readonly<Record<string, string>> = {
  over: "That sign-in is over, or another browser began it. Sign in again.",
  refused: "Your identity provider did not sign you in.",
  mismatch: "The answer of your identity provider is not one that can be trusted. Tell an administrator; the audit log says why.",
  unreachable: "Your identity provider did not answer as it should. Try again; if it stays, tell an administrator.",
  transient:
    "Your identity provider gives you another name each time, so you would not be known again. An administrator must set its NameID to a lasting one.",
  encrypted:
    "The answer of your identity provider is encrypted. An administrator must switch encryption of assertions off there; the signature stays.",
  unknown: "You are no member of this organisation. Ask an administrator to add you.",
  left: "You have left this organisation. An administrator can bring you back.",
  beyond: "You may do more than who set this identity provider up. Somebody who may do as much, such as an owner, saves it anew.",
  seats: "Your organisation's plan allows no more people, or a payment is late. Ask who pays to look under Billing.",
  no_role: "None of your groups may do anything here. Ask an administrator.",
  no_address: "Your identity provider gives no e-mail address. An administrator must let it send one.",
  address_taken: "Somebody here has your e-mail address already. An administrator must prove the domain of your organisation first.",
  not_shown:
    "Somebody joined here with your e-mail address, and never showed that it is theirs. An administrator must end that membership under Offboarding; then sign in again.",
};

/** What a refusal by way of an identity provider means, and what to do. */
export function refusalWords(code: string): string {
  return words[code] ?? "You were not signed in. Try again.";
}
