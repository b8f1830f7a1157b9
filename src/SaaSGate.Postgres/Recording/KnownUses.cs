using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Recording;

/// <summary>
/// Things that this process has seen committed as used by a skill, so that they are not written again. Forgetting costs a needless write; when
/// there are too many, all are forgotten.
/// </summary>
internal sealed class KnownUses
{
    private const int Most = 200_000, LongestValue = 253;
    private readonly HashSet<FirstUse> _known = [];
    private readonly System.Threading.Lock _gate = new();

    /// <summary>
    /// What exchanges used that is not known: what gateways say, and what stands in the answers that skills got. In one order, so that no
    /// transaction waits for another's in a circle.
    /// </summary>
    public List<(FirstUse Use, PlannedExchange Exchange)> New(Id<Organisation> organisation, IReadOnlyList<PlannedExchange> exchanges)
    {
        var found = new Dictionary<FirstUse, PlannedExchange>();
        lock (_gate)
        {
            foreach (var exchange in exchanges.Where(exchange => exchange.Draft.End is not null))
            {
                foreach (var (kind, value) in UsesOf(exchange))
                {
                    var use = new FirstUse(organisation.Value, exchange.Open.SkillId, kind, value.Replace("\0", "", StringComparison.Ordinal));
                    if (use.Value.Length is > 0 and <= LongestValue && !_known.Contains(use))
                        found.TryAdd(use, exchange);
                }
            }
        }

        return [.. found.OrderBy(use => use.Key.SkillId, StringComparer.Ordinal).ThenBy(use => use.Key.Kind, StringComparer.Ordinal)
            .ThenBy(use => use.Key.Value, StringComparer.Ordinal).Select(use => (use.Key, use.Value))];
    }

    public void Add(IReadOnlyCollection<(FirstUse Use, PlannedExchange Exchange)> uses)
    {
        lock (_gate)
        {
            if (_known.Count + uses.Count > Most)
                _known.Clear();
            foreach (var (use, _) in uses)
                _known.Add(use);
        }
    }

    private static IEnumerable<(string Kind, string Value)> UsesOf(PlannedExchange exchange) =>
        exchange.Draft.End!.Ended.Used.Select(thing => (thing.Kind, thing.Value))
            .Concat(exchange.ToolCalls.Where(call => call.Tool.Length > 0).SelectMany(call => ((string, string)[])[("call", call.Tool), ("destination", call.Host)]));
}
