import { createContext, useContext } from "react";

/** What a page knows about labels: which of them findings stand behind, how often each is there, and which is looked at. */
export interface LabelMarks {
  /** Null while nothing is known, as when an answer still streams; then no label is doubted. */
  readonly known: ReadonlySet<string> | null;
  readonly selected: string | null;
  readonly select: ((label: string | null) => void) | null;
}

export const LabelContext = createContext<LabelMarks>({ known: null, selected: null, select: null });

export function useLabels(): LabelMarks {
  return useContext(LabelContext);
}

/** A label without its brackets, as chips have it. */
export function bareLabel(label: string): string {
  return label.startsWith("[") && label.endsWith("]") ? label.slice(1, -1) : label;
}

const words: Readonly<Record<string, string>> = {
  EMAIL: "E-mail address",
  PHONE: "Phone number",
  CREDIT_CARD: "Card number",
  IBAN: "IBAN",
  BANK_ACCOUNT: "Bank account",
  CRYPTO_ADDRESS: "Crypto address",
  US_SSN: "US social security number",
  NATIONAL_ID: "National id",
  TAX_ID: "Tax id",
  DRIVER_LICENSE: "Driving licence",
  NPI: "US provider number (NPI)",
  MRN: "Medical record number",
  VIN: "Vehicle id (VIN)",
  API_KEY: "API key",
  IP: "IP address",
  MAC: "MAC address",
  URL: "Web address",
  PERSON: "Name of a person",
  LOCATION: "Place",
  ORG: "Organisation",
  ADDRESS: "Postal address",
  ZIP: "Postal code",
  NRP: "Nationality or belief",
  EXFIL_URL: "Web address that carries data",
  ENCODED_DATA: "Encoded data",
};

/** A finding's type in words. */
export function typeText(type: string): string {
  return (
    words[type] ??
    type
      .toLowerCase()
      .replaceAll("_", " ")
      .replace(/^./, (first) => first.toUpperCase())
  );
}
