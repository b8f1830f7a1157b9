import type { ReactElement } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, read } from "#shared/api/client.ts";
import type { Offboarding } from "#shared/api/types.ts";
import { StoppedBatches } from "#shared/batches/stopped-batches.tsx";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import { causeWords, needWords } from "./words.ts";
import styles from "#shared/ui/settings.module.css";

/** What ended when a person left, what their skills had seen, and what wants a person now. */
export function OffboardingReport({ offboarding, admin }: { readonly offboarding: Offboarding; readonly admin: boolean }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const { report, exposure } = offboarding;
  const [skills, creds, tokens, needs] = [report.skills ?? [], report.keys ?? [], report.tokens ?? [], report.needs ?? []];
  const back = useMutation({
    mutationFn: () =>
      read(api.POST("/api/v1/offboardings/{offboardingId}/return", { params: { path: { offboardingId: offboarding.id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.offboarding }),
  });
  const numbers: readonly (readonly [number | null, string, string])[] = [
    [skills.length, "skill", "skills"],
    [offboarding.streamsCut, "stream cut", "streams cut"],
    [creds.length, "key", "keys"],
    [tokens.length, "API token", "API tokens"],
    [offboarding.signIns, "sign-in", "sign-ins"],
    [report.approvals ?? 0, "held request", "held requests"],
  ];
  return (
    <div className={styles.detail} data-testid="offboarding-report" data-id={offboarding.id}>
      <div className={styles.head}>
        <h2>
          {visibleText(offboarding.person.name)}
          {offboarding.state === "left" ? <Chip tone="danger">left</Chip> : <Chip>came back</Chip>}
        </h2>
        <p>
          {visibleText(offboarding.email)} · <TimeAgo iso={offboarding.at} />
          {offboarding.returnedAt !== null && (
            <>
              {" "}
              · came back <TimeAgo iso={offboarding.returnedAt} />, let in by {visibleText(offboarding.returnedByName ?? "")}; the skills
              did not
            </>
          )}
        </p>
        <p className={styles.numbers} data-testid="offboarding-numbers">
          {numbers.map(([count, one, many]) => (
            <span key={many}>
              <b>{count ?? "…"}</b> {count === 1 ? one : many}
            </span>
          ))}
        </p>
        <StoppedBatches batches={offboarding.batches} />
      </div>

      {needs.length > 0 && (
        <Card title="Wants a person">
          <ul className={styles.list} data-testid="offboarding-needs">
            {needs.map((need) => (
              <li key={`${need.kind} ${need.id}`}>
                <Chip tone="wait">{need.name === "" ? "organisation" : visibleText(need.name)}</Chip> {needWords[need.kind]}
              </li>
            ))}
          </ul>
        </Card>
      )}

      <Card title="Skills">
        {skills.length === 0 ? (
          <div className={`${styles.pad ?? ""} sg-muted`}>They owned none.</div>
        ) : (
          <table className={pageStyles.table}>
            <thead>
              <tr>
                <th scope="col">Skill</th>
                <th scope="col">What became of it</th>
                <th scope="col" className={pageStyles.number}>
                  Open streams then
                </th>
              </tr>
            </thead>
            <tbody>
              {skills.map((skill) => (
                <tr key={skill.id} data-testid="offboarded-skill">
                  <td>
                    <Link to="/skills/{-$skillId}" params={{ skillId: skill.id }}>
                      {visibleText(skill.name)}
                    </Link>
                  </td>
                  <td>
                    <Chip tone={skill.outcome === "reassigned" ? "plain" : "danger"}>{skill.outcome}</Chip>
                    {skill.newOwner !== null && <span> to {visibleText(skill.newOwner.name)}</span>}
                  </td>
                  <td className={pageStyles.number}>{skill.openStreams}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Card>

      <Card title="What the skills had seen in the month before">
        {exposure === null && <div className={`${styles.pad ?? ""} sg-muted`}>Being counted.</div>}
        {exposure !== null && exposure.types.length === 0 && (
          <div className={`${styles.pad ?? ""} sg-muted`}>Nothing that a detector in force finds.</div>
        )}
        {exposure !== null && exposure.types.length > 0 && (
          <ul className={styles.list} data-testid="offboarding-exposure">
            {exposure.types.map((type) => (
              <li key={type.type}>
                <Chip>{type.type}</Chip> {type.findings.toLocaleString("en")} times
                <span className="sg-muted">{type.values.toLocaleString("en")} different</span>
              </li>
            ))}
            <li className="sg-muted">
              in {exposure.sessions} {exposure.sessions === 1 ? "session" : "sessions"}
              {exposure.destinations.length > 0 && `; tools reached ${exposure.destinations.map(visibleText).join(", ")}`}
            </li>
          </ul>
        )}
      </Card>

      {creds.length + tokens.length + (report.reviewerGroups ?? []).length > 0 && (
        <Card title="Credentials and groups">
          <ul className={styles.list}>
            {creds.map((key) => (
              <li key={key.id}>
                <Chip tone="danger">key ended</Chip> <span className="sg-mono">{key.name}…</span>
              </li>
            ))}
            {tokens.map((token) => (
              <li key={token.id}>
                <Chip tone="danger">token ended</Chip> {visibleText(token.name)}
              </li>
            ))}
            {(report.reviewerGroups ?? []).map((group) => (
              <li key={group.id}>
                <Chip>left group</Chip> {visibleText(group.name)}
              </li>
            ))}
          </ul>
        </Card>
      )}

      <Card
        title="Why"
        aside={
          admin &&
          offboarding.state === "left" &&
          !offboarding.isAwayInDirectory && (
            <ActionButton
              size="compact-xs"
              variant="default"
              blocked={stale}
              loading={back.isPending}
              testId="return-person"
              onClick={() => back.mutate()}
            >
              Let them come back
            </ActionButton>
          )
        }
      >
        <ul className={styles.list} data-testid="offboarding-causes">
          {offboarding.causes.map((cause, place) => (
            <li key={place}>
              {causeWords[cause.kind]}
              <span className="sg-muted">
                {visibleText(cause.source)}, <TimeAgo iso={cause.at} />
                {cause.detail !== null && `: ${visibleText(cause.detail)}`}
              </span>
            </li>
          ))}
          {offboarding.state === "left" && offboarding.isAwayInDirectory && (
            <li className="sg-muted">The directory says that they are not here: they come back when it says so. Their skills do not.</li>
          )}
        </ul>
        {back.isError && <Problem error={back.error} />}
      </Card>
    </div>
  );
}
