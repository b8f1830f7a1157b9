import type { ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import { retentionQuery } from "#shared/queries/retention.ts";
import { useMay } from "#shared/queries/roles.ts";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Page } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { Holds } from "./holds.tsx";
import { Report } from "./report.tsx";
import { Rules } from "./rules.tsx";
import styles from "./retention.module.css";

/** How long recordings are kept, what keeps them longer, and whether it is so. */
export function RetentionPage(): ReactElement {
  const rules = useQuery(retentionQuery);
  const responds = useMay("contain", "audit", "people");
  return (
    <Page title="Retention">
      <div className={pageStyles.body}>
        {rules.isPending && <LoadingRows rows={6} />}
        {rules.isError && <Problem error={rules.error} retry={() => void rules.refetch()} />}
        {rules.data !== undefined && (
          <div className={styles.body}>
            <Rules key={rules.data.version} rules={rules.data} />
            {responds && <Holds />}
            {responds && <Report />}
          </div>
        )}
      </div>
    </Page>
  );
}
