import { useRef, type PointerEvent, type ReactElement } from "react";
import { ActionIcon, SegmentedControl } from "@mantine/core";
import { clockText, timeOfDayText } from "#shared/time/format.ts";
import { Icon } from "#shared/ui/icon.tsx";
import styles from "./player-bar.module.css";
import type { Timeline } from "./timeline.ts";
import { speeds, type Player } from "./use-player.ts";

interface PlayerBarProps {
  readonly player: Player;
  readonly timeline: Timeline;
  readonly live: boolean;
}

/** Play, pause, speed and the way through a recording; marks are what was found, held or stopped. */
export function PlayerBar({ player, timeline, live }: PlayerBarProps): ReactElement {
  const track = useRef<HTMLDivElement>(null);
  const at = player.at ?? timeline.length;
  const length = Math.max(1, timeline.length);
  const share = (moment: number): string => `${(100 * moment) / length}%`;
  const seek = (event: PointerEvent): void => {
    const box = track.current?.getBoundingClientRect();
    if (box !== undefined && event.buttons === 1) player.seek(((event.clientX - box.left) / box.width) * length);
  };
  return (
    <div className={styles.bar} data-testid="player" data-playing={player.playing ? "" : undefined}>
      <ActionIcon variant="default" size={30} onClick={player.toggle} aria-label={player.playing ? "Pause" : "Play"} data-testid="play">
        <Icon name={player.playing ? "pause" : "play"} size={14} />
      </ActionIcon>
      <div
        ref={track}
        className={styles.track}
        role="slider"
        tabIndex={0}
        aria-label="Position in the recording"
        aria-valuemin={0}
        aria-valuemax={Math.round(length / 1000)}
        aria-valuenow={Math.round(at / 1000)}
        aria-valuetext={`${clockText(at / 1000)} of ${clockText(length / 1000)}`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          seek(event);
        }}
        onPointerMove={seek}
      >
        <div className={styles.rail} />
        {timeline.parts.map((part) => (
          <div
            key={part.id}
            className={styles.part}
            style={{ left: share(part.begins), width: `max(3px, ${share(part.ends - part.begins)})` }}
            data-past={part.begins <= at ? "" : undefined}
          />
        ))}
        {timeline.marks.map((mark, index) => (
          <span key={index} className={styles.mark} data-kind={mark.kind} style={{ left: share(mark.at) }} title={mark.text} />
        ))}
        <div className={styles.cursor} style={{ left: share(at) }} />
      </div>
      <span className={styles.time} title="Time of day then">
        {timeOfDayText(timeline.timeOf(at) / 1000)}
        <span className="sg-muted">
          {" "}
          {clockText(at / 1000)} / {clockText(length / 1000)}
        </span>
      </span>
      <SegmentedControl
        size="xs"
        aria-label="Speed"
        value={String(player.speed)}
        onChange={(value) => player.setSpeed(Number(value))}
        data={speeds.map((speed) => ({ value: String(speed), label: `${speed}×` }))}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        size={30}
        onClick={player.leave}
        aria-label={live ? "Back to live" : "Show all"}
        title={live ? "Back to live" : "Show all"}
        data-testid="leave-replay"
      >
        <Icon name={live ? "down" : "cross"} size={14} />
      </ActionIcon>
    </div>
  );
}
