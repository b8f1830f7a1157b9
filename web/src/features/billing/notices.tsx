import type { ReactElement } from "react";
import type { Billing } from "#shared/api/types.ts";
import { cx } from "#shared/ui/cx.ts";
import { Icon } from "#shared/ui/icon.tsx";
import styles from "./billing.module.css";

/** What who pays ought to know, the gravest first. */
export function Notices({ billing }: { readonly billing: Billing }): ReactElement | null {
  if (billing.notices.length === 0 && billing.parked === 0) return null;
  return (
    <div className={styles.notices}>
      {billing.notices.map(({ name, severity, text }) => (
        <p
          key={name}
          role="alert"
          className={cx(styles.notice, severity === "high" && styles.grave)}
          data-testid="billing-notice"
          data-name={name}
        >
          <Icon name="warning" /> {text}
        </p>
      ))}
      {billing.parked > 0 && (
        <p role="alert" className={styles.notice}>
          <Icon name="warning" /> {billing.parked} {billing.parked === 1 ? "message" : "messages"} of Stripe could not be handled, so this
          page may be behind. Your operator finds them with saasgate billing events.
        </p>
      )}
    </div>
  );
}
