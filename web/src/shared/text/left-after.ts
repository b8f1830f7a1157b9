/** What is written by now that was not sent yet: what was typed while it was on its way is not lost, and not sent twice. */
export function leftAfter(sent: string, written: string): string {
  return written.startsWith(sent) ? written.slice(sent.length).trimStart() : written;
}
