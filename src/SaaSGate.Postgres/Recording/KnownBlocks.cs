using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Recording;

/// <summary>
/// Blocks that this process has seen committed, by session and month, so that each turn of a conversation does not read all that came before
/// again. What is here is used only where the session's row, locked, says that it was given no further block since (<c>sessions.blocks</c>;
/// whoever deletes blocks counts it up too). Forgetting costs a read; when there are too many, all are forgotten.
/// </summary>
/// <param name="most">How many blocks are kept: some 200 bytes each.</param>
internal sealed class KnownBlocks(int most = 300_000)
{
    private readonly Dictionary<(string Organisation, string Session, DateOnly Month), (int Next, SessionBlocks Blocks)> _known = [];
    private readonly System.Threading.Lock _gate = new();
    private int _count;

    /// <summary>What a session has of a month; null where that is not known.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="head">The session's row, locked by whoever asks.</param>
    /// <param name="month">First day of the month.</param>
    public SessionBlocks? Take(Id<Organisation> organisation, SessionHead head, DateOnly month)
    {
        lock (_gate)
        {
            // Taken out while a transaction works on it: one that fails has kept nothing.
            var key = (organisation.Value, head.Id, month);
            if (!_known.Remove(key, out var known))
                return null;
            _count -= known.Blocks.Count;
            return known.Next == head.Blocks ? known.Blocks : null;
        }
    }

    /// <summary>Keeps what is committed.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="sessions">With the number of each session's next block.</param>
    public void Keep(Id<Organisation> organisation, IEnumerable<(int Next, SessionBlocks Blocks)> sessions)
    {
        lock (_gate)
        {
            foreach (var (next, blocks) in sessions)
            {
                var key = (organisation.Value, blocks.SessionId, blocks.Month);
                if (_known.Remove(key, out var before))
                    _count -= before.Blocks.Count;
                if ((_count += blocks.Count) > most)
                {
                    _known.Clear();
                    _count = blocks.Count;
                }

                _known[key] = (next, blocks);
            }
        }
    }
}
