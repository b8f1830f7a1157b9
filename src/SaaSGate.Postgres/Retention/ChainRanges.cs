using SaaSGate.Contracts.Recording;

namespace SaaSGate.Postgres.Retention;

/// <summary>Records of a chain as ranges.</summary>
internal static class ChainRanges
{
    /// <summary>All records of these exchanges, of their beginnings too: neighbours in one range.</summary>
    public static List<ChainRange> Of(IEnumerable<DueExchange> exchanges) =>
        Of(exchanges.SelectMany(exchange => new[] { exchange.Opened, exchange.ChainSequence }).OfType<long>());

    /// <summary>Sequences in any order, each once.</summary>
    public static List<ChainRange> Of(IEnumerable<long> sequences)
    {
        var ranges = new List<ChainRange>();
        foreach (var sequence in sequences.Order())
        {
            if (ranges.Count > 0 && ranges[^1].To == sequence - 1)
                ranges[^1] = ranges[^1] with { To = sequence };
            else
                ranges.Add(new(sequence, sequence));
        }

        return ranges;
    }
}
