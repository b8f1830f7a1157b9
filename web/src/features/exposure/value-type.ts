/** Types that people look for most, as findings name them. */
export const knownTypes = [
  "EMAIL",
  "PHONE",
  "CREDIT_CARD",
  "IBAN",
  "BANK_ACCOUNT",
  "US_SSN",
  "NATIONAL_ID",
  "TAX_ID",
  "PASSPORT",
  "DRIVER_LICENSE",
  "MRN",
  "PERSON",
  "ADDRESS",
  "IP",
  "URL",
  "API_KEY",
  "PASSWORD",
  "CRYPTO_ADDRESS",
  "USERNAME",
  "ID",
] as const;

/** What a value looks like. It is guessed here, so that nothing of it leaves the page before it is looked up. */
export function guessType(text: string): string | null {
  const value = text.trim();
  const bare = value.replace(/[\s.-]/g, "");
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return "EMAIL";
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return "URL";
  if (/^(sk|pk|ghp|gho|xox[bp]|AKIA)[-_A-Za-z0-9]{12,}$/.test(value)) return "API_KEY";
  if (/^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/i.test(bare)) return "IBAN";
  if (/^\d{3}-\d{2}-\d{4}$/.test(value)) return "US_SSN";
  if (/^(\d{1,3}\.){3}\d{1,3}$/.test(value)) return "IP";
  if (/^\d{13,19}$/.test(bare) && isCard(bare)) return "CREDIT_CARD";
  if (/^\+?[\d\s().-]{7,20}$/.test(value) && bare.length >= 7) return "PHONE";
  if (/^\p{Lu}[\p{L}'’-]+(\s\p{Lu}[\p{L}.'’-]*)+$/u.test(value)) return "PERSON";
  return null;
}

function isCard(digits: string): boolean {
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, at) => {
      const doubled = Number(digit) * (at % 2 === 0 ? 1 : 2);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
  return sum % 10 === 0;
}
