import { useMemo, useRef, useState, type ReactElement } from "react";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { SessionDetail } from "#shared/api/types.ts";
import { callsOf } from "#shared/conversation/compose.ts";
import { useKeys } from "#shared/keyboard/use-keys.ts";
import { sessionDetailQuery } from "#shared/queries/sessions.ts";
import { BodyText } from "#shared/text/body-text.tsx";
import { bareLabel, LabelContext, type LabelMarks } from "#shared/text/label-context.ts";
import { Chip, Dot } from "#shared/ui/chip.tsx";
import { Icon } from "#shared/ui/icon.tsx";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { LinkButton } from "#shared/ui/link-button.tsx";
import { Page } from "#shared/ui/page.tsx";
import { ExchangeView } from "./exchange-view.tsx";
import { LabelPlaces } from "./label-places.tsx";
import { SessionFacts } from "./session-facts.tsx";
import styles from "./session-page.module.css";
import { Strip } from "./strip.tsx";
import { useConversation } from "./use-conversation.ts";
import { useFollow } from "./use-follow.ts";
import { useTurn } from "./use-turn.ts";

export function SessionPage(): ReactElement {
  const { sessionId } = useParams({ from: "/frame/sessions/$sessionId" });
  const session = useQuery(sessionDetailQuery(sessionId));
  if (session.data !== undefined) return <Loaded key={sessionId} session={session.data} />;
  return (
    <Page title={<BackLink />}>
      {session.isError ? <Problem error={session.error} retry={() => void session.refetch()} /> : <LoadingRows />}
    </Page>
  );
}

const step = 40;

function Loaded({ session }: { readonly session: SessionDetail }): ReactElement {
  const { label = null, turn = null } = useSearch({ from: "/frame/sessions/$sessionId" });
  const navigate = useNavigate({ from: "/sessions/$sessionId" });
  const place = turn === null ? -1 : session.exchangesList.findIndex(({ id }) => id === turn);
  const [shown, setShown] = useState(place < 0 ? step : Math.max(step, session.exchangesList.length - place + 1));
  const exchanges = useMemo(() => session.exchangesList.slice(-shown), [session.exchangesList, shown]);
  const conversation = useConversation(session, exchanges);
  const calls = useMemo(() => callsOf(conversation.sections), [conversation.sections]);
  const scroll = useRef<HTMLDivElement>(null);
  const { following, follow, onScroll } = useFollow(scroll, session.live, conversation.book);
  const hidden = session.exchangesList.length - exchanges.length;

  const marks = useMemo<LabelMarks>(
    () => ({
      known: session.live
        ? null
        : new Set(session.exchangesList.flatMap(({ findings }) => findings.map((finding) => bareLabel(finding.label)))),
      selected: label,
      select: (chosen) =>
        void navigate({ search: { ...(turn === null ? {} : { turn }), ...(chosen === null ? {} : { label: chosen }) }, replace: true }),
    }),
    [session, label, turn, navigate],
  );
  const go = (id: string): void =>
    scroll.current?.querySelector(`[data-id="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "start", behavior: "smooth" });
  useTurn(scroll, turn, conversation.loading);
  const move = (by: number): void => {
    const next = neighbour(scroll.current, by);
    if (next !== null) go(next);
  };
  useKeys({ j: () => move(1), k: () => move(-1), e: follow });

  return (
    <LabelContext value={marks}>
      <Page title={<Title session={session} />} tools={<StopLink session={session} />}>
        <div className={styles.layout} data-testid="session" data-id={session.id} data-live={session.live ? "" : undefined}>
          <div className={styles.middle}>
            {exchanges.length > 1 && <Strip exchanges={exchanges} onChoose={go} />}
            {label !== null && <LabelPlaces label={label} container={scroll} version={conversation.book} />}
            <div ref={scroll} className={styles.scroll} onScroll={onScroll} data-testid="conversation">
              <div className={styles.conversation}>
                {hidden > 0 && (
                  <button type="button" className={styles.more} onClick={() => setShown(shown + step)}>
                    Show {Math.min(step, hidden)} earlier of {hidden}
                  </button>
                )}
                {conversation.error !== null && <Problem error={conversation.error} />}
                {conversation.sections.map((section, index) => {
                  const exchange = exchanges[index];
                  return exchange === undefined ? null : (
                    <ExchangeView
                      key={section.id}
                      exchange={exchange}
                      number={hidden + index + 1}
                      section={section}
                      entry={conversation.book.get(section.id) ?? null}
                      results={conversation.results}
                      calls={calls}
                    />
                  );
                })}
                {conversation.loading && <LoadingRows rows={3} height={40} />}
              </div>
            </div>
            {session.live && !following && (
              <Button className={styles.follow} variant="default" radius="xl" leftSection={<Icon name="down" size={14} />} onClick={follow}>
                Follow the end
              </Button>
            )}
          </div>
          <SessionFacts session={session} />
        </div>
      </Page>
    </LabelContext>
  );
}

// The exchange before or after the one at the top of the view.
function neighbour(scroll: HTMLElement | null, by: number): string | null {
  if (scroll === null) return null;
  const all = [...scroll.querySelectorAll<HTMLElement>("[data-testid=exchange]")];
  const top = scroll.getBoundingClientRect().top + 24;
  const at = Math.max(
    0,
    all.findLastIndex((element) => element.getBoundingClientRect().top <= top),
  );
  return all[Math.max(0, Math.min(all.length - 1, at + by))]?.dataset.id ?? null;
}

function BackLink(): ReactElement {
  return (
    <Link className={styles.back} to="/sessions">
      <Icon name="back" size={14} />
      Sessions
    </Link>
  );
}

function Title({ session }: { readonly session: SessionDetail }): ReactElement {
  return (
    <span className={styles.title}>
      <BackLink />
      <span className="sg-muted">/</span>
      <Dot tone={session.live ? "live" : "plain"} pulse={session.live} />
      <span>
        {session.skillName}
        <span className={styles.what}>
          <BodyText text={session.title ?? session.name ?? "untitled session"} line />
        </span>
      </span>
    </span>
  );
}

function StopLink({ session }: { readonly session: SessionDetail }): ReactElement {
  return (
    <>
      {session.live && (
        <Chip tone="live" testId="session-live">
          live
        </Chip>
      )}
      <LinkButton
        variant="outline"
        color="red"
        to="/skills/{-$skillId}"
        params={{ skillId: session.skillId }}
        search={{ act: "stop" }}
        leftSection={<Icon name="stop" size={14} />}
      >
        Stop skill…
      </LinkButton>
    </>
  );
}
