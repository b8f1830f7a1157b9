import { useLayoutEffect, useState, type RefObject } from "react";

const nearPx = 48;

interface Follow {
  readonly following: boolean;
  readonly follow: () => void;
  readonly onScroll: () => void;
}

/** Keeps the end in view while it grows, until somebody scrolls away from it. */
export function useFollow(scroll: RefObject<HTMLElement | null>, live: boolean, version: unknown): Follow {
  const [following, setFollowing] = useState(live);
  useLayoutEffect(() => {
    const element = scroll.current;
    if (element !== null && live && following) element.scrollTo({ top: element.scrollHeight });
  }, [scroll, live, following, version]);
  return {
    following,
    follow: () => setFollowing(true),
    onScroll: () => {
      const element = scroll.current;
      if (element !== null) setFollowing(element.scrollHeight - element.scrollTop - element.clientHeight < nearPx);
    },
  };
}
