import { useEffect, useMemo, useRef, useState, type ReactElement, type RefObject } from "react";
import { Button } from "@mantine/core";
import type { SessionDetail } from "#shared/api/types.ts";
import { callsOf } from "#shared/conversation/compose.ts";
import { useKeys, type KeyMap } from "#shared/keyboard/use-keys.ts";
import { Icon } from "#shared/ui/icon.tsx";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { ExchangeView } from "./exchange-view.tsx";
import { LabelPlaces } from "./label-places.tsx";
import { PlayerBar } from "./replay/player-bar.tsx";
import { speeds } from "./replay/use-player.ts";
import styles from "./session-page.module.css";
import { Strip } from "./strip.tsx";
import { useConversation } from "./use-conversation.ts";
import { useFollow } from "./use-follow.ts";
import { useReplay } from "./use-replay.ts";

interface SessionColumnProps {
  readonly session: SessionDetail;
  readonly label: string | null;
  /** The exchange to show first. */
  readonly turn: string | null;
  /** Whether the page's keys are for this one. */
  readonly keyed: boolean;
}

const step = 40;

/** A session's conversation: all of it, live at its end, or played again. */
export function SessionColumn({ session, label, turn, keyed }: SessionColumnProps): ReactElement {
  const [shown, setShown] = useState(() => Math.max(step, turn === null ? 0 : session.exchangesList.length - indexOf(session, turn)));
  const [replaying, setReplaying] = useState(false);
  const count = replaying ? session.exchangesList.length : shown;
  const exchanges = useMemo(() => session.exchangesList.slice(-count), [session.exchangesList, count]);
  const whole = useConversation(session, exchanges);
  const { shown: conversation, player, timeline } = useReplay(whole, replaying);
  const calls = useMemo(() => callsOf(conversation.sections), [conversation.sections]);
  const scroll = useRef<HTMLDivElement>(null);
  const { following, follow, onScroll } = useFollow(scroll, session.live || player.playing, conversation.book);
  const hidden = session.exchangesList.length - exchanges.length;

  const go = (id: string): void =>
    scroll.current?.querySelector(`[data-id="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "start", behavior: "smooth" });
  const move = (by: number): void => {
    const next = neighbour(scroll.current, by);
    if (next !== null) go(next);
  };
  useShownFirst(scroll, turn, !whole.loading);

  const play = (): void => {
    setReplaying(true);
    if (!player.playing) follow();
    player.toggle();
  };
  const leave = (): void => {
    setReplaying(false);
    player.leave();
  };
  const jump = (to: number | undefined): void => {
    if (to === undefined) return;
    setReplaying(true);
    player.seek(to);
  };
  const at = player.at ?? timeline?.length ?? 0;
  const keys: KeyMap = {
    j: () => move(1),
    k: () => move(-1),
    e: follow,
    " ": play,
    ArrowRight: () => jump(timeline?.marks.find((mark) => mark.at > at)?.at),
    ArrowLeft: () => jump(timeline?.marks.findLast((mark) => mark.at < at)?.at),
    "Shift+ArrowRight": () => jump(timeline?.parts.find((part) => part.begins > at)?.begins),
    "Shift+ArrowLeft": () => jump(timeline?.parts.findLast((part) => part.begins < at)?.begins),
    Escape: leave,
    ...Object.fromEntries(speeds.map((speed, index) => [String(index + 1), () => player.setSpeed(speed)])),
  };
  useKeys(keyed ? keys : {});

  return (
    <div className={styles.middle} data-testid="session" data-id={session.id} data-live={session.live ? "" : undefined}>
      {replaying && timeline !== null ? (
        <PlayerBar player={{ ...player, toggle: play, leave }} timeline={timeline} live={session.live} />
      ) : (
        <Strip exchanges={exchanges} onChoose={go} onPlay={play} />
      )}
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
            const exchange = conversation.exchanges[index];
            return exchange === undefined ? null : (
              <ExchangeView
                key={section.id}
                exchange={exchange}
                number={hidden + index + 1}
                parent={parentOf(session, hidden + index)}
                onGo={go}
                section={section}
                entry={conversation.book.get(section.id) ?? null}
                answer={conversation.textOf}
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
  );
}

function indexOf(session: SessionDetail, id: string): number {
  const index = session.exchangesList.findIndex((exchange) => exchange.id === id);
  return index < 0 ? session.exchangesList.length : index;
}

/** The exchange that one goes on from, with its number, where that is not the one before it. */
function parentOf(session: SessionDetail, index: number): { readonly id: string; readonly number: number } | null {
  const parent = session.exchangesList[index]?.parentId ?? null;
  if (parent === null || parent === session.exchangesList[index - 1]?.id) return null;
  const at = indexOf(session, parent);
  return at < session.exchangesList.length ? { id: parent, number: at + 1 } : null;
}

/** Shows one exchange once the conversation is there. */
function useShownFirst(scroll: RefObject<HTMLElement | null>, turn: string | null, ready: boolean): void {
  const done = useRef<string | null>(null);
  useEffect(() => {
    if (turn === null || !ready || done.current === turn) return;
    done.current = turn;
    const frame = requestAnimationFrame(() =>
      scroll.current?.querySelector(`[data-id="${CSS.escape(turn)}"]`)?.scrollIntoView({ block: "start" }),
    );
    return () => cancelAnimationFrame(frame);
  }, [scroll, turn, ready]);
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
