import type { ReactElement } from "react";
import { Button } from "@mantine/core";
import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, read } from "#shared/api/client.ts";
import { keys } from "#shared/queries/keys.ts";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAgo } from "#shared/ui/time-text.tsx";

const hitsQuery = (listId: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.exposureLists, "hits", listId],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      read(
        api.GET("/api/v1/exposure/lists/{listId}/hits", {
          params: { path: { listId }, query: { limit: 100, ...(pageParam === "" ? {} : { cursor: pageParam }) } },
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  });

/** Which value, by its line, was seen in which session. */
export function ExposureHits({ listId }: { readonly listId: string }): ReactElement {
  const hits = useInfiniteQuery(hitsQuery(listId));
  if (hits.isPending) return <LoadingRows rows={4} />;
  if (hits.isError) return <Problem error={hits.error} retry={() => void hits.refetch()} />;
  return (
    <>
      <table className={pageStyles.table}>
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Skill</th>
            <th scope="col">Owner</th>
            <th scope="col">First seen</th>
            <th scope="col">Session</th>
          </tr>
        </thead>
        <tbody>
          {hits.data.map((hit) => (
            <tr key={`${hit.position} ${hit.sessionId}`}>
              <td>{hit.position}</td>
              <td>{hit.skillName}</td>
              <td>{hit.ownerName}</td>
              <td>
                <TimeAgo iso={hit.firstSeenAt} />
              </td>
              <td>
                <Link to="/sessions/$sessionId" params={{ sessionId: hit.sessionId }} search={{ turn: hit.exchangeId }}>
                  Open at the turn
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {hits.hasNextPage && (
        <Button variant="subtle" loading={hits.isFetchingNextPage} onClick={() => void hits.fetchNextPage()}>
          More
        </Button>
      )}
    </>
  );
}
