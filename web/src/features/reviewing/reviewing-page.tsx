import type { ReactElement } from "react";
import { useMay } from "#shared/queries/roles.ts";
import { Page } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { BrokenGlassList } from "./broken-glass.tsx";
import { Groups } from "./groups.tsx";
import { Likes } from "./likes.tsx";
import styles from "./reviewing.module.css";

/** Who is asked about what is held, what is approved unseen for a while, and what was approved past everyone. */
export function ReviewingPage(): ReactElement {
  const responds = useMay("contain", "audit", "people");
  return (
    <Page title="Reviewing">
      <div className={pageStyles.body}>
        <div className={styles.body}>
          <Groups />
          <Likes />
          {responds && <BrokenGlassList />}
        </div>
      </div>
    </Page>
  );
}
