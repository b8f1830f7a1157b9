namespace SaaSGate.ControlPlane.Search;

/// <summary>
/// Tells searches from keystrokes. The page searches while somebody types: what goes on where the search before was is the same
/// search, until the keys rest. The same search again within a minute, such as its next page, is the same one too.
/// </summary>
internal sealed class SearchesMade(SearchOptions options, TimeProvider clock)
{
    /// <summary>A search is made after this long, however somebody goes on typing.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>How long the same search is the same one.</summary>
    public static readonly TimeSpan Same = TimeSpan.FromMinutes(1);

    private readonly Dictionary<(string Organisation, string Actor), Searcher> _searchers = [];

    /// <summary>Notes a search. Searches that it ends are made.</summary>
    public List<MadeSearch> Note(MadeSearch search)
    {
        lock (_searchers)
        {
            var now = clock.GetUtcNow();
            var key = (search.OrganisationId.Value, search.Actor.Id);
            if (!_searchers.TryGetValue(key, out var searcher))
                _searchers[key] = searcher = new();
            var made = new List<MadeSearch>();
            if (searcher.Typed is { } typed)
            {
                if (search.Continues(typed))
                {
                    (searcher.Typed, searcher.TypedAt) = (search.IsWithin(typed) ? typed : search, now);
                    return made;
                }

                End(searcher, now, made);
            }

            if (search != searcher.Made || now - searcher.MadeAt >= Same)
                (searcher.Typed, searcher.Since, searcher.TypedAt) = (search, now, now);
            return made;
        }
    }

    /// <summary>Searches that are made because the keys rest, or all of them.</summary>
    public List<MadeSearch> Rested(bool all = false)
    {
        lock (_searchers)
        {
            var (now, made) = (clock.GetUtcNow(), new List<MadeSearch>());
            foreach (var (key, searcher) in _searchers)
            {
                if (searcher.Typed is not null && (all || now - searcher.TypedAt >= options.Rest || now - searcher.Since >= Longest))
                    End(searcher, now, made);
                if (searcher.Typed is null && now - searcher.MadeAt >= Same)
                    _searchers.Remove(key);
            }

            return made;
        }
    }

    private static void End(Searcher searcher, DateTimeOffset now, List<MadeSearch> made)
    {
        if (searcher.Typed != searcher.Made || now - searcher.MadeAt >= Same)
        {
            made.Add(searcher.Typed!);
            (searcher.Made, searcher.MadeAt) = (searcher.Typed, now);
        }

        searcher.Typed = null;
    }

    private sealed class Searcher
    {
        public MadeSearch? Typed { get; set; }

        public DateTimeOffset Since { get; set; }

        public DateTimeOffset TypedAt { get; set; }

        public MadeSearch? Made { get; set; }

        public DateTimeOffset MadeAt { get; set; }
    }
}
