import type { ReactElement, ReactNode } from "react";
import { CutNotice } from "./cut-notice.tsx";
import styles from "./page.module.css";

interface PageProps {
  readonly title: ReactNode;
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}

/** A page: its name, what it offers, and below a body that scrolls by itself. */
export function Page({ title, tools, children }: PageProps): ReactElement {
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1>{title}</h1>
        {tools !== undefined && <div className={styles.tools}>{tools}</div>}
      </header>
      <CutNotice />
      {children}
    </div>
  );
}

interface SplitProps {
  readonly label: string;
  readonly selected: boolean;
  readonly list: ReactNode;
  readonly detail: ReactNode;
}

/** List and detail side by side, each with its own scroll; on narrow screens one of them. */
export function Split({ label, selected, list, detail }: SplitProps): ReactElement {
  return (
    <div className={styles.split} data-selected={selected ? "" : undefined}>
      <section className={styles.list} aria-label={label}>
        {list}
      </section>
      <section className={styles.detail} aria-label="Detail">
        {detail}
      </section>
    </div>
  );
}

interface CardProps {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

export function Card({ title, aside, children }: CardProps): ReactElement {
  return (
    <section className={styles.card} aria-label={title}>
      <div className={styles.cardHead}>
        <h2>{title}</h2>
        {aside !== undefined && <div>{aside}</div>}
      </div>
      {children}
    </section>
  );
}

export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
}

/** Names and values; what has no value is left out. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }): ReactElement {
  return (
    <dl className={styles.facts}>
      {facts
        .filter(({ value }) => value !== null && value !== undefined && value !== "")
        .map(({ name, value }, index) => (
          <div key={`${name} ${String(index)}`} style={{ display: "contents" }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
