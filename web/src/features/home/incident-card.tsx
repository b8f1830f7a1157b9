import { useEffect, useState, type ReactElement } from "react";
import { skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, read } from "#shared/api/client.ts";
import { ProblemError } from "#shared/api/problem.ts";
import { useRecentFeed, useStale } from "#shared/live/live-context.ts";
import { approvalWord } from "#shared/text/words.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Icon } from "#shared/ui/icon.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import styles from "./home-page.module.css";
import { incidentSkill, incidentSteps, type IncidentStep } from "./incident.ts";

const startedKey = ["incident-started"];

// Twice what the longest step takes by itself: fifteen seconds for somebody to decide.
const patienceMs = 30_000;
const brokeOff = new ProblemError(
  "incident_broke_off",
  0,
  "The incident does not go on: nothing has happened for 30 seconds.",
  "The terminal in which SaaSGate runs says why. Trying again plays it from the beginning.",
);

const words: Readonly<Record<Exclude<IncidentStep["key"], "decided">, string>> = {
  asked: "The skill asks Claude to export every customer.",
  held: "The gateway holds the request for a person. Decide it, or it is denied after 15 seconds.",
  stopped: "The skill is stopped, in every region.",
  refused: "Its next call is refused at once.",
};

function wordsOf(step: IncidentStep): string {
  if (step.key !== "decided") return words[step.key];
  if (step.state === null) return "A reviewer decides.";
  return step.state === "denied" ? "Denied: Claude never saw it." : `${approvalWord(step.state).text}.`;
}

/** Plays the demo's incident and shows its steps as the feed tells of them. */
export function IncidentCard(): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const recent = useRecentFeed();
  // Kept in the cache, so that one may look at a step's page and come back.
  const started = useQuery<number>({ queryKey: startedKey, queryFn: skipToken, gcTime: Infinity }).data ?? null;
  const play = useMutation({
    mutationFn: () => read(api.POST("/api/v1/demo/incident")),
    onMutate: () => client.setQueryData(startedKey, Date.now()),
  });
  const steps = started === null ? [] : incidentSteps(recent, started);
  const next = steps.findIndex(({ at }) => at === null);
  const awaited = started !== null && !play.isError && next >= 0;
  const stuck = useUnchanged(awaited && stale === null ? `${started} ${next}` : null);
  const running = awaited && !stuck;

  return (
    <Card title="Demo incident">
      <div className={styles.pad} data-testid="incident">
        <p className={styles.intro}>
          <b>{incidentSkill}</b> belongs to a contractor who has left. A webhook fires it, and it tries to send the customer list away.
        </p>
        <ActionButton
          blocked={stale}
          onClick={() => play.mutate()}
          loading={play.isPending}
          variant={started === null ? "filled" : "default"}
          leftSection={<Icon name="play" size={14} />}
          testId="play-incident"
        >
          {started === null ? "Play the incident" : "Play it again"}
        </ActionButton>
        {play.isError && (
          <div className={styles.brokeOff}>
            <Problem error={play.error} retry={() => play.mutate()} />
          </div>
        )}
        {started !== null && !play.isError && (
          <ol className={styles.steps} aria-live="polite" data-running={running ? "" : undefined}>
            {steps.map((step, index) => (
              <li
                key={step.key}
                className={styles.step}
                data-done={step.at === null ? undefined : ""}
                data-next={running && index === next ? "" : undefined}
                data-testid={`incident-${step.key}`}
              >
                <span className={styles.mark}>{step.at !== null && <Icon name="check" size={12} />}</span>
                <span>
                  {wordsOf(step)} <StepLink step={step} />
                </span>
                <span className="sg-muted">{step.at === null ? "" : `+${((step.at - started) / 1000).toFixed(1)} s`}</span>
              </li>
            ))}
          </ol>
        )}
        {stuck && (
          <div className={styles.brokeOff}>
            <Problem error={brokeOff} retry={() => play.mutate()} />
          </div>
        )}
      </div>
    </Card>
  );
}

/** Whether a state has stayed the same for too long; null is a state that may last. */
function useUnchanged(state: string | null): boolean {
  const [old, setOld] = useState<string | null>(null);
  useEffect(() => {
    if (state === null) return;
    const timer = setTimeout(() => setOld(state), patienceMs);
    return () => clearTimeout(timer);
  }, [state]);
  return state !== null && state === old;
}

function StepLink({ step }: { readonly step: IncidentStep }): ReactElement | null {
  if (step.at === null || step.subject === null) return null;
  switch (step.key) {
    case "asked":
    case "refused":
      return (
        <Link to="/sessions/$sessionId" params={{ sessionId: step.subject }}>
          session
        </Link>
      );
    case "held":
    case "decided":
      return (
        <Link to="/approvals/{-$approvalId}" params={{ approvalId: step.subject }}>
          approval
        </Link>
      );
    case "stopped":
      return (
        <Link to="/skills/{-$skillId}" params={{ skillId: step.subject }}>
          skill
        </Link>
      );
  }
}
