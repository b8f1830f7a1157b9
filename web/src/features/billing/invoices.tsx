import type { ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import type { Invoice } from "#shared/api/types.ts";
import { invoicesQuery } from "#shared/queries/billing.ts";
import { Chip, type Tone } from "#shared/ui/chip.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { moneyText } from "./money.ts";
import styles from "./billing.module.css";

const tones: Readonly<Record<string, Tone>> = { paid: "live", open: "wait", uncollectible: "danger" };

/** Invoices as Stripe has them, and the next one as it stands. */
export function Invoices(): ReactElement {
  const invoices = useQuery(invoicesQuery);
  const all =
    invoices.data === undefined ? [] : [...(invoices.data.upcoming === null ? [] : [invoices.data.upcoming]), ...invoices.data.invoices];
  return (
    <div className={styles.wide}>
      <Card title="Invoices">
        {invoices.isPending && <LoadingRows rows={3} />}
        {invoices.isError && <Problem error={invoices.error} retry={() => void invoices.refetch()} />}
        {invoices.data !== undefined && all.length === 0 && (
          <Empty icon="document" title="No invoice yet">
            Who pays for a plan finds its invoices here.
          </Empty>
        )}
        {all.length > 0 && (
          <div className={styles.scroll}>
            <table className={pageStyles.table} data-testid="invoices">
              <thead>
                <tr>
                  <th scope="col">Date</th>
                  <th scope="col">Number</th>
                  <th scope="col">For</th>
                  <th scope="col">Total</th>
                  <th scope="col">State</th>
                  <th scope="col">Open</th>
                </tr>
              </thead>
              <tbody>
                {all.map((invoice) => (
                  <Row key={invoice.id ?? "upcoming"} invoice={invoice} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Card>
    </div>
  );
}

function Row({ invoice }: { readonly invoice: Invoice }): ReactElement {
  const upcoming = invoice.status === "draft";
  return (
    <tr>
      <td>{new Date(invoice.at).toLocaleDateString(undefined, { dateStyle: "medium" })}</td>
      <td>{upcoming ? "upcoming" : invoice.number}</td>
      <td>
        <ul className={styles.lines}>
          {invoice.lines.map(({ description, amountCents }, index) => (
            <Line key={index} name={description} text={moneyText(amountCents, invoice.currency)} />
          ))}
          {invoice.discounts.map(({ name, amountCents }, index) => (
            <Line key={index} name={name} text={moneyText(-amountCents, invoice.currency)} testId="invoice-discount" />
          ))}
          {invoice.taxCents !== 0 && <Line name="Tax" text={moneyText(invoice.taxCents, invoice.currency)} testId="invoice-tax" />}
          {invoice.taxIds.length > 0 && <Line name="Tax id" text={invoice.taxIds.join(", ")} testId="invoice-tax-id" />}
        </ul>
      </td>
      <td>{moneyText(invoice.totalCents, invoice.currency)}</td>
      <td>
        <Chip tone={tones[invoice.status ?? ""] ?? "plain"}>{upcoming ? "as it stands" : invoice.status}</Chip>
      </td>
      <td className={styles.links}>
        {invoice.status === "open" && invoice.payUrl !== null && (
          <a href={invoice.payUrl} target="_blank" rel="noreferrer">
            Pay
          </a>
        )}
        {invoice.pdfUrl !== null && (
          <a href={invoice.pdfUrl} target="_blank" rel="noreferrer">
            PDF
          </a>
        )}
      </td>
    </tr>
  );
}

function Line({ name, text, testId }: { readonly name: string; readonly text: string; readonly testId?: string }): ReactElement {
  return (
    <li data-testid={testId}>
      <span>{name}</span>
      <span>{text}</span>
    </li>
  );
}
